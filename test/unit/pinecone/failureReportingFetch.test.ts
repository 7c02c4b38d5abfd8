import { describe, expect, it } from 'vitest';
import type { Fetch } from '../../../src/pinecone/proxyAwareFetch.ts';
import { failureReportingFetch } from '../../../src/pinecone/failureReportingFetch.ts';

const answering =
  (status: number): Fetch =>
  () =>
    Promise.resolve(new Response('{"error":"canary"}', { status }));
const failing: Fetch = () => Promise.reject(new TypeError('canary could not be reached'));

async function notesOf(fetch: Fetch, url: string, init: RequestInit): Promise<string[]> {
  const notes: string[] = [];
  await failureReportingFetch(fetch, (text) => notes.push(text))(url, init).catch(() => undefined);
  return notes;
}

const init = { method: 'POST', headers: { 'api-key': 'canary' }, body: 'canary' };

describe('failureReportingFetch', () => {
  it.each([
    ['https://canary.example.com/query', 'POST /query: 429'],
    ['https://api.pinecone.io/indexes/canary?canary=1', 'POST /indexes/…: 429'],
    ['http://127.0.0.1:1/_i/canary/vectors/fetch', 'POST /vectors/…: 429'],
  ])('tells of a refusal by %s without names, keys and bodies', async (url, note) => {
    expect(await notesOf(answering(429), url, init)).toEqual([note]);
  });

  it('reports a request without an answer', async () => {
    expect(await notesOf(failing, 'https://x.example.com/query', init)).toEqual([
      'POST /query: no answer',
    ]);
  });

  it('reports neither success nor aborted requests', async () => {
    const url = 'https://x.example.com/query';
    const aborted = { ...init, signal: AbortSignal.abort() };
    expect(await notesOf(answering(200), url, init)).toEqual([]);
    expect(await notesOf(failing, url, aborted)).toEqual([]);
  });

  it('hands on the answer and the error', async () => {
    const watched = (fetch: Fetch): Fetch => failureReportingFetch(fetch, () => undefined);
    expect((await watched(answering(404))('https://x.example.com/', {})).status).toBe(404);
    await expect(watched(failing)('https://x.example.com/', {})).rejects.toThrow(/canary/);
  });
});
