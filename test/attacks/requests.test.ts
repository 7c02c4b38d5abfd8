import { once } from 'node:events';
import { request, type RequestOptions } from 'node:http';
import { describe, expect, it } from 'vitest';
import { startEngine, type EngineProcess } from '../support/engineProcess.ts';

// Each test names an attack on the running engine; the line above it says what it found.

describe('requests that must not reach the engine', () => {
  const withoutUse: readonly (RequestOptions & { readonly title: string })[] = [
    { title: 'a health check', path: '/healthz' },
    { title: 'a health check with a query', path: '/healthz?again=1' },
    { title: 'a request without a key', path: '/indexes' },
    { title: 'a request with a wrong key', path: '/indexes', headers: { 'api-key': 'wrong' } },
    { title: 'a request without a key for what is not there', path: '/none', method: 'PATCH' },
    { title: 'a request for another host', path: '/healthz', headers: { host: 'example.com' } },
  ];

  // Found: 401, 403, 404 and a health check with a query each kept an idle engine alive for ever.
  it.each(withoutUse)('$title does not keep an idle engine alive', async (options) => {
    const engine = await startEngine({ args: ['--idle-minutes', '0.02'] });
    while (await isAnswered(engine, options));
    expect(await engine.ended()).toBe(0);
    await engine.stop();
  });
});

async function isAnswered({ url }: EngineProcess, options: RequestOptions): Promise<boolean> {
  try {
    const sent = request(url, options).end();
    const [response] = await once(sent, 'response');
    response.resume();
    await once(response, 'end');
    return true;
  } catch {
    return false;
  }
}
