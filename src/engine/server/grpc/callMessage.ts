import type { Readable } from 'node:stream';
import { Failure } from '../../../common/failure.ts';
import type { ByteBudget } from '../bounds/byteBudget.ts';

/**
 * Reads the one message of a unary call and passes it on. Waits while too many other messages are in memory. Throws
 * `badInput` for a message that is too large (413), compressed (501), or missing, and `cancelled` if the client is gone.
 */
export async function withMessage<T>(
  stream: Readable,
  { shortBytes, budget, signal }: MessageBounds,
  handle: (message: Uint8Array) => Promise<T>,
): Promise<T> {
  const prefix = await readExactly(stream, prefixBytes, signal);
  const sizeBytes = prefix.readUInt32BE(1);
  if (prefix[0] !== 0) throw compressed();
  if (sizeBytes > maxMessageBytes) throw messageTooLarge(sizeBytes);
  const work = async (): Promise<T> => handle(await readExactly(stream, sizeBytes, signal));
  return sizeBytes <= shortBytes ? work() : budget.with(sizeBytes, signal, work);
}

/** Pinecone's limit for the message of a request. */
const maxMessageBytes = 4 * 1024 * 1024;

/** Before each message: whether it is compressed, and its length. */
const prefixBytes = 5;

export type MessageBounds = {
  /** Messages up to this size do not wait for others. */
  readonly shortBytes: number;
  readonly budget: ByteBudget;
  readonly signal: AbortSignal;
};

/** Returns a message with the prefix that precedes it on the wire. */
export function framed(message: Uint8Array): Buffer {
  const frame = Buffer.allocUnsafe(prefixBytes + message.length);
  frame[0] = 0;
  frame.writeUInt32BE(message.length, 1);
  frame.set(message, prefixBytes);
  return frame;
}

function readExactly(stream: Readable, count: number, signal: AbortSignal): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const tryRead = (): void => {
      const bytes = (count === 0 ? Buffer.alloc(0) : stream.read(count)) as Buffer | null;
      if (bytes?.length === count) leave(() => resolve(bytes));
      else if (bytes !== null || stream.readableEnded) onEnd();
    };
    const onEnd = (): void =>
      leave(() => reject(new Failure('badInput', 'The call has no complete message')));
    const onAbort = (): void => leave(() => reject(new Failure('cancelled', 'Cancelled')));
    const leave = (settle: () => void): void => {
      stream.off('readable', tryRead).off('end', onEnd);
      signal.removeEventListener('abort', onAbort);
      settle();
    };
    stream.on('readable', tryRead).on('end', onEnd);
    signal.addEventListener('abort', onAbort);
    if (signal.aborted) onAbort();
    else tryRead();
  });
}

function compressed(): Failure {
  const message = 'Compressed messages are not supported: send them as they are';
  return new Failure('badInput', message, { status: 501 });
}

function messageTooLarge(sizeBytes: number): Failure {
  const message = `Error, message length too large: found ${sizeBytes} bytes, the limit is: ${maxMessageBytes} bytes`;
  return new Failure('badInput', message, { status: 413 });
}
