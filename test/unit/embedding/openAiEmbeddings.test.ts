import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { Secret } from '../../../src/common/secret.ts';
import { embedWithEndpoint, listEndpointModels } from '../../../src/embedding/openAiEmbeddings.ts';
import { failureOf } from '../pinecone/bench.ts';

const { signal } = new AbortController();

type Answer = (request: { url: string; body: unknown; headers: object }) => {
  status?: number;
  json?: unknown;
  text?: string;
  headers?: Record<string, string>;
  /** Whether the answer never ends. */
  stalls?: boolean;
};

/** A server that answers as published, or wrongly. */
describe('a server that speaks OpenAI’s API', () => {
  let server: Server | undefined;
  afterEach(() => {
    server?.closeAllConnections();
    server?.close();
  });

  const serve = async (answer: Answer): Promise<string> => {
    server = createServer((request, response) => void reply(request, response, answer));
    await new Promise<void>((resolve) => server!.listen(0, '127.0.0.1', resolve));
    return `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`;
  };
  const embed = (
    url: string,
    texts: readonly string[] = ['one', 'two'],
    options: { key?: string; keyHeader?: 'api-key'; timeoutMs?: number } = {},
  ): Promise<readonly (readonly number[])[]> =>
    embedWithEndpoint(
      {
        endpoint: { name: 'mine', url, keyHeader: options.keyHeader ?? 'authorization' },
        key: options.key === undefined ? undefined : new Secret(options.key),
        fetch,
        ...(options.timeoutMs === undefined ? {} : { timeoutMs: options.timeoutMs }),
      },
      'small',
      texts,
      signal,
    );
  const dataOf = (...vectors: readonly (readonly number[] | string)[]): object => ({
    data: vectors.map((embedding, index) => ({ object: 'embedding', index, embedding })),
  });

  it('is asked for floats, with the key in its header', async () => {
    const seen: { url: string; body: unknown; headers: object }[] = [];
    const url = await serve((request) => (seen.push(request), { json: dataOf([1, 0], [0, 1]) }));
    expect(await embed(url, ['one', 'two'], { key: 'sk-1' })).toEqual([
      [1, 0],
      [0, 1],
    ]);
    expect(seen).toMatchObject([
      {
        url: '/v1/embeddings',
        body: { model: 'small', input: ['one', 'two'], encoding_format: 'float' },
        headers: { authorization: 'Bearer sk-1' },
      },
    ]);
  });

  it('is asked as Azure wants it: its own header, and the version in the address', async () => {
    const seen: { url: string; headers: object }[] = [];
    const url = await serve((request) => (seen.push(request), { json: dataOf([1]) }));
    await embed(`${url}?api-version=2026-01-01`, ['one'], { key: 'az', keyHeader: 'api-key' });
    expect(seen).toMatchObject([
      { url: '/v1/embeddings?api-version=2026-01-01', headers: { 'api-key': 'az' } },
    ]);
  });

  it('may answer in another order', async () => {
    const data = [
      { index: 1, embedding: [0, 1] },
      { index: 0, embedding: [1, 0] },
    ];
    expect(await embed(await serve(() => ({ json: { data } })))).toEqual([
      [1, 0],
      [0, 1],
    ]);
  });

  it('may answer in base64, where 768 floats are 768 numbers', async () => {
    const floats = Float32Array.from({ length: 768 }, (_, at) => at / 1024);
    const text = Buffer.from(floats.buffer).toString('base64');
    const [vector] = await embed(await serve(() => ({ json: dataOf(text) })), ['one']);
    expect(vector).toEqual([...floats]);
  });

  it('gets many texts in several requests, and their vectors stay in order', async () => {
    const texts = Array.from({ length: 70 }, (_, at) => String(at));
    const counts: number[] = [];
    const url = await serve(({ body }) => {
      const { input } = body as { input: string[] };
      counts.push(input.length);
      return { json: dataOf(...input.map((text) => [Number(text)])) };
    });
    expect(await embed(url, texts)).toEqual(texts.map((text) => [Number(text)]));
    expect(counts).toEqual([32, 32, 6]);
  });

  it.each<[string, Answer, string, string]>([
    [
      'a wrong key',
      () => ({ status: 401, json: { error: { message: 'Incorrect API key provided: sk-1' } } }),
      'unauthorized',
      'The provider “mine” refused the key (401). Enter it again with “Manage Embedding Providers”',
    ],
    [
      'a missing model',
      () => ({ status: 404, json: { error: { message: 'model "small" not found' } } }),
      'badInput',
      'does not have this model or address (404): model "small" not found. Check the model’s name',
    ],
    [
      'too many requests',
      () => ({ status: 429, headers: { 'retry-after': '2' }, json: {} }),
      'rateLimited',
      'The provider “mine” limits requests (429). Wait, then run again',
    ],
    [
      'a text that is too long',
      () => ({ status: 413, json: { error: 'input is too large' } }),
      'badInput',
      'refused the texts (413): input is too large',
    ],
    ['a failure of its own', () => ({ status: 500, text: 'oops' }), 'unavailable', 'failed (500)'],
    [
      'a redirect',
      () => ({ status: 302, headers: { location: 'https://elsewhere.example' } }),
      'badInput',
      'redirects to another address (302)',
    ],
    [
      'a page instead of JSON',
      () => ({ text: '<html>hello</html>' }),
      'badInput',
      'does not speak OpenAI’s API. Check the address of the provider “mine”',
    ],
    [
      'another form of JSON',
      () => ({ json: { embeddings: [[1]] } }),
      'badInput',
      'is not the one of OpenAI’s API; check the address',
    ],
    ['too few vectors', () => ({ json: dataOf([1]) }), 'badInput', 'has 1 vectors for 2 texts'],
    [
      'vectors of two lengths',
      () => ({ json: dataOf([1], [1, 2]) }),
      'badInput',
      'answered with vectors of 1 and 2 numbers',
    ],
  ])('says so on %s', async (_, answer, kind, message) => {
    const failure = await failureOf(embed(await serve(answer), undefined, { key: 'sk-1' }));
    expect([failure.kind, failure.message]).toEqual([kind, expect.stringContaining(message)]);
    expect(failure.message.includes('sk-1')).toBe(false);
  });

  it('is given up when its answer does not end', async () => {
    const url = await serve(() => ({ text: '{"data":', stalls: true }));
    const failure = await failureOf(embed(url, ['one'], { timeoutMs: 200 }));
    expect([failure.kind, failure.message]).toEqual([
      'timeout',
      'The provider “mine” did not complete its answer within 0.2 s. Check that the model is loaded, then run again',
    ]);
  });

  it('is named if nothing answers', async () => {
    const failure = await failureOf(embed('http://127.0.0.1:9/v1'));
    expect(failure.message).toBe(
      'The provider “mine” does not answer at 127.0.0.1:9. Check that it runs, then run again',
    );
  });

  it('lists its models', async () => {
    const url = await serve(() => ({ json: { data: [{ id: 'small' }, {}, { id: 'large' }] } }));
    const endpoint = { name: 'mine', url, keyHeader: 'authorization' } as const;
    expect(await listEndpointModels({ endpoint, key: undefined, fetch }, signal)).toEqual([
      'small',
      'large',
    ]);
  });
});

async function reply(
  request: IncomingMessage,
  response: ServerResponse,
  answer: Answer,
): Promise<void> {
  let text = '';
  for await (const chunk of request) text += String(chunk);
  const { url = '', headers } = request;
  const body: unknown = text === '' ? undefined : JSON.parse(text);
  const said = answer({ url, headers, body });
  response.writeHead(said.status ?? 200, said.headers);
  response.write(said.text ?? JSON.stringify(said.json ?? null));
  if (said.stalls !== true) response.end();
}
