import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { openEngine, type OpenEngine } from '../samples/openEngine.ts';

vi.setConfig({ testTimeout: 30_000, hookTimeout: 30_000 });

let engine: OpenEngine;
beforeEach(async () => void (engine = await openEngine()));
afterEach(() => engine[Symbol.asyncDispose]());

const route = '/_vectorscope/samples';

describe('the sample routes', () => {
  it('list the samples', async () => {
    const reply = await engine.fetch(route);
    expect(await reply.json()).toEqual({
      samples: [
        {
          name: 'english-words',
          title:
            'English words: the 10,000 most frequent, with word class; can be searched by text',
          dimension: 100,
          recordCount: 10_000,
        },
        {
          name: 'fiori-docs',
          title: 'SAP Fiori documentation: passages with MiniLM embeddings',
          dimension: 384,
          recordCount: 778,
        },
      ],
    });
  });

  it('stream the progress of a creation, and the index at last', async () => {
    const reply = await engine.fetch(route, { name: 'fiori-docs' });
    expect(reply.headers.get('content-type')).toBe('application/x-ndjson');
    const lines = (await reply.text())
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(lines.slice(-2)).toEqual([{ done: 778, of: 778 }, { index: 'fiori-docs' }]);
  });

  it('answer a conflict as such, before anything is streamed', async () => {
    await (await engine.fetch(route, { name: 'fiori-docs' })).text();
    const reply = await engine.fetch(route, { name: 'fiori-docs' });
    expect([reply.status, await reply.json()]).toEqual([
      409,
      {
        error: {
          code: 'ALREADY_EXISTS',
          message: 'An index “fiori-docs” exists already; delete it first to create it again',
        },
        status: 409,
      },
    ]);
  });

  it('reject unknown samples and invalid bodies', async () => {
    const statuses = await Promise.all(
      [{ name: '../../etc' }, { name: 7 }, [], null].map(
        async (body) => (await engine.fetch(route, body)).status,
      ),
    );
    expect(statuses).toEqual([404, 400, 400, 400]);
  });

  it('undo a creation whose client goes away', async () => {
    const stop = new AbortController();
    const reply = await engine.fetch(route, { name: 'english-words' }, stop.signal);
    await reply.body?.getReader().read();
    stop.abort();
    await vi.waitFor(
      async () => expect(await engine.store.calls.call('index.list', null)).toEqual([]),
      { timeout: 2000 },
    );
  });
});
