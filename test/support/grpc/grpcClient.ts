import {
  create,
  fromBinary,
  toBinary,
  type DescMessage,
  type DescMethodUnary,
  type MessageInitShape,
  type MessageShape,
} from '@bufbuild/protobuf';
import { Client, credentials, Metadata, type ServiceError } from '@grpc/grpc-js';
import { VectorService } from './vectorService_pb.ts';

/** A client of others, with messages that others encode. */
export class GrpcClient {
  readonly #client: Client;
  readonly #metadata: Readonly<Record<string, string>>;

  /** `host` as the engine gives it. */
  constructor(host: string, metadata: Readonly<Record<string, string>>) {
    this.#client = new Client(host.replace('http://', ''), credentials.createInsecure());
    this.#metadata = metadata;
  }

  /** Rejects with the error of the client, which has a `code`. */
  call<I extends DescMessage, O extends DescMessage>(
    method: DescMethodUnary<I, O>,
    init: MessageInitShape<I>,
    deadlineMs = 20_000,
  ): Promise<GrpcReply<O>> {
    const bytes = toBinary(method.input, create(method.input, init));
    return this.send(method, bytes, deadlineMs);
  }

  /** Sends bytes as they are. */
  send<I extends DescMessage, O extends DescMessage>(
    { name, output }: DescMethodUnary<I, O>,
    bytes: Uint8Array,
    deadlineMs = 20_000,
  ): Promise<GrpcReply<O>> {
    const sent = new Metadata();
    for (const [key, value] of Object.entries(this.#metadata)) sent.set(key, value);
    return new Promise((resolve, reject) => {
      let metadata = {};
      const call = this.#client.makeUnaryRequest(
        `/VectorService/${name}`,
        (request: Uint8Array) => Buffer.from(request),
        (response) => fromBinary(output, response),
        bytes,
        sent,
        { deadline: Date.now() + deadlineMs },
        (error, message) => {
          if (error !== null || message === undefined) reject(error ?? new Error('No message'));
          else resolve({ message, metadata });
        },
      );
      call.on('metadata', (received) => (metadata = received.getMap()));
    });
  }

  /** Resolves with the failure of a call that must fail. */
  async failure<I extends DescMessage, O extends DescMessage>(
    method: DescMethodUnary<I, O>,
    init: MessageInitShape<I>,
    deadlineMs?: number,
  ): Promise<GrpcFailure> {
    try {
      await this.call(method, init, deadlineMs);
    } catch (error) {
      const { code, details } = error as ServiceError;
      return { code, message: details };
    }
    throw new Error(`${method.name} did not fail`);
  }

  close(): void {
    this.#client.close();
  }
}

export type GrpcReply<O extends DescMessage> = {
  readonly message: MessageShape<O>;
  /** The metadata that came before the message. */
  readonly metadata: Readonly<Record<string, unknown>>;
};

export type GrpcFailure = { readonly code: number; readonly message: string };

export const { method: calls } = VectorService;
