import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A server that answers as the reference of OpenAI's API documents it, with vectors of words instead of meanings. */
export type OpenAiStandIn = {
  /** Base address. */
  readonly url: string;
  readonly model: string;
  /** The key that it takes. */
  readonly key: string;
  /** Texts that it was asked to embed. */
  readonly texts: readonly string[];
  stop(): Promise<void>;
};

const model = 'text-embedding-3-small';
const key = 'sk-standin-0123456789';
const dimension = 256;
const mostInputs = 2048;

type EmbeddingBody = {
  readonly model?: unknown;
  readonly input?: unknown;
  readonly encoding_format?: unknown;
};

/** Starts the stand-in on a free port. */
export async function startOpenAiStandIn(): Promise<OpenAiStandIn> {
  const texts: string[] = [];
  const server = createServer((request, response) => {
    void answer(request, response, texts);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/v1`,
    model,
    key,
    texts,
    stop: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

async function answer(
  request: IncomingMessage,
  response: ServerResponse,
  texts: string[],
): Promise<void> {
  const send = (status: number, body: object): void => {
    response.writeHead(status, { 'content-type': 'application/json' });
    response.end(JSON.stringify(body));
  };
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  if (request.headers.authorization !== `Bearer ${key}`)
    return send(401, errorOf('Incorrect API key provided.', 'invalid_api_key'));
  if (request.url === '/v1/models')
    return send(200, {
      object: 'list',
      data: [{ id: model, object: 'model', created: 1_705_948_997, owned_by: 'system' }],
    });
  if (request.url !== '/v1/embeddings' || request.method !== 'POST')
    return send(404, errorOf(`Invalid URL (${request.method} ${request.url})`, null));
  const body = JSON.parse(Buffer.concat(chunks).toString()) as EmbeddingBody;
  if (body.model !== model)
    return send(
      404,
      errorOf(
        `The model \`${String(body.model)}\` does not exist or you do not have access to it.`,
        'model_not_found',
      ),
    );
  const input = (Array.isArray(body.input) ? body.input : [body.input]) as readonly string[];
  if (input.length > mostInputs) return send(400, errorOf("'$.input' is invalid.", null));
  texts.push(...input);
  send(200, {
    object: 'list',
    data: input.map((text, index) => ({
      object: 'embedding',
      index,
      embedding: encoded(embedWords(text), body.encoding_format),
    })),
    model,
    usage: { prompt_tokens: input.length, total_tokens: input.length },
  });
}

function errorOf(message: string, code: string | null): object {
  return { error: { message, type: 'invalid_request_error', param: null, code } };
}

function encoded(vector: Float32Array, format: unknown): string | readonly number[] {
  return format === 'base64' ? Buffer.from(vector.buffer).toString('base64') : [...vector];
}

/** Returns a vector of norm 1 in which each word of the text has a place. */
function embedWords(text: string): Float32Array {
  const vector = new Float32Array(dimension);
  for (const word of text.toLowerCase().match(/[a-z0-9]+/g) ?? ['']) {
    let place = 7;
    for (const letter of word) place = (place * 31 + letter.charCodeAt(0)) % 65_521;
    vector[place % dimension]! += 1;
  }
  const norm = Math.hypot(...vector);
  return vector.map((value) => value / norm);
}
