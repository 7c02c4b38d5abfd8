import { create, toBinary } from '@bufbuild/protobuf';
import { once } from 'node:events';
import { Agent, request, type IncomingMessage } from 'node:http';
import { connect } from 'node:http2';
import type { EngineProcess } from '../../support/engineProcess.ts';
import { calls } from '../../support/grpc/grpcClient.ts';

export type Records = readonly {
  readonly id: string;
  readonly values: number[];
  readonly metadata: { readonly year: number; readonly text: string };
}[];

/** One way to the engine. Requests are encoded before they are timed, so that the engine is what is measured. */
export type Wire = {
  upsert(records: Records): () => Promise<void>;
  query(vector: number[], topK: number): () => Promise<void>;
  close(): void;
};

/** REST over kept connections, without a client library. */
export function restWire({ key }: EngineProcess, host: string): Wire {
  const agent = new Agent({ keepAlive: true });
  const send = async (path: string, body: Buffer): Promise<void> => {
    const outgoing = request(`${host}${path}`, {
      agent,
      method: 'POST',
      headers: {
        'api-key': key,
        'content-type': 'application/json',
        'content-length': body.length,
        'x-pinecone-api-version': '2025-10',
      },
    });
    outgoing.end(body);
    const [incoming] = (await once(outgoing, 'response')) as [IncomingMessage];
    await incoming.resume().toArray();
    if (incoming.statusCode !== 200) throw new Error(`${path}: ${incoming.statusCode}`);
  };
  const prepared = (path: string, body: object): (() => Promise<void>) => {
    const bytes = Buffer.from(JSON.stringify(body));
    return () => send(path, bytes);
  };
  return {
    upsert: (vectors) => prepared('/vectors/upsert', { vectors }),
    query: (vector, topK) => prepared('/query', { vector, topK, includeMetadata: true }),
    close: () => agent.destroy(),
  };
}

/** gRPC over one connection, without a client library. */
export function grpcWire({ key }: EngineProcess, host: string): Wire {
  const session = connect(host);
  const send = async (name: string, frame: Buffer): Promise<void> => {
    const stream = session.request({
      ':method': 'POST',
      ':path': `/VectorService/${name}`,
      'content-type': 'application/grpc',
      te: 'trailers',
      'api-key': key,
      'x-pinecone-api-version': '2025-10',
    });
    let status: unknown;
    stream.on('response', (headers) => (status = headers['grpc-status']));
    stream.on('trailers', (trailers) => (status = trailers['grpc-status']));
    stream.resume().end(frame);
    await once(stream, 'close');
    if (status !== '0') throw new Error(`${name}: ${String(status)}`);
  };
  const prepared = (name: string, message: Uint8Array): (() => Promise<void>) => {
    const frame = Buffer.alloc(5 + message.length);
    frame.writeUInt32BE(message.length, 1);
    frame.set(message, 5);
    return () => send(name, frame);
  };
  return {
    upsert: (records) => {
      const vectors = records.map((record) => ({ ...record, metadata: { ...record.metadata } }));
      const { input } = calls.upsert;
      return prepared('Upsert', toBinary(input, create(input, { vectors })));
    },
    query: (vector, topK) => {
      const { input } = calls.query;
      const message = create(input, { vector, topK, includeMetadata: true });
      return prepared('Query', toBinary(input, message));
    },
    close: () => session.close(),
  };
}
