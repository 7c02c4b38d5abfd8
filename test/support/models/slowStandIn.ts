import { once } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A server of OpenAI's API that leaves its first requests without an answer. */
export type SlowStandIn = {
  /** Base address. */
  readonly url: string;
  readonly key: string;
  /** Settles with the first request. */
  readonly asked: Promise<unknown>;
  /** Answers each later request with a list of one model. */
  answer(): void;
  stop(): Promise<void>;
};

/** Starts the stand-in on a free port. */
export async function startSlowStandIn(): Promise<SlowStandIn> {
  let isAnswering = false;
  const send = (response: ServerResponse): void => {
    response.writeHead(200, { 'content-type': 'application/json' });
    response.end(JSON.stringify({ object: 'list', data: [{ id: 'embed-slowly' }] }));
  };
  const server = createServer((_, response) => void (isAnswering && send(response)));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/v1`,
    key: 'a-key-of-the-slow-server',
    asked: once(server, 'request'),
    answer: () => void (isAnswering = true),
    stop: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}
