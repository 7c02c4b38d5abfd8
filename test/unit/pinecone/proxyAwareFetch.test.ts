import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { ProxyAwareFetch } from '../../../src/pinecone/proxyAwareFetch.ts';

describe('ProxyAwareFetch', () => {
  let server: Server;
  let sockets = 0;
  let carrier: ProxyAwareFetch;

  beforeEach(async () => {
    sockets = 0;
    server = createServer((request, response) => {
      request.resume().on('end', () => response.end(JSON.stringify({ path: request.url })));
    }).on('connection', () => sockets++);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    carrier = new ProxyAwareFetch();
  });

  afterEach(async () => {
    vi.unstubAllGlobals();
    carrier.dispose();
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });

  it('goes to this machine past the global fetch, on connections that are kept', async () => {
    vi.stubGlobal('fetch', () => Promise.reject(new Error('went through the global fetch')));
    const { port } = server.address() as AddressInfo;
    const paths = Array.from({ length: 10 }, (_, at) => `/${at}`);
    const answers: unknown[] = [];
    for (const path of paths) {
      const response = await carrier.fetch(`http://127.0.0.1:${port}${path}`, { method: 'GET' });
      answers.push(await response.json());
    }
    expect(answers).toEqual(paths.map((path) => ({ path })));
    expect(sockets).toBeLessThan(4);
  });

  it('goes beyond this machine by the global fetch of the moment', async () => {
    const asked: string[] = [];
    vi.stubGlobal('fetch', (url: string) => {
      asked.push(url);
      return Promise.resolve(new Response('{}'));
    });
    await carrier.fetch('https://api.pinecone.io/indexes', { method: 'GET' });
    await carrier.fetch('https://127.0.0.1.example.com/', { method: 'GET' });
    expect(asked).toEqual(['https://api.pinecone.io/indexes', 'https://127.0.0.1.example.com/']);
  });

  it('is aborted by the signal of a request', async () => {
    const { port } = server.address() as AddressInfo;
    const request = carrier.fetch(`http://localhost:${port}/`, { signal: AbortSignal.abort() });
    await expect(request).rejects.toMatchObject({ name: 'AbortError' });
  });
});
