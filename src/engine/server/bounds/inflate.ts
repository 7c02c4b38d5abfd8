import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import { Failure } from '../../../common/failure.ts';

const inflateGzip = promisify(gunzip);

/** Decompresses gzip. Throws `badInput` if it is not valid, and with status 413 if the result exceeds the limit. */
export async function inflate(bytes: ArrayBuffer, maxBytes: number): Promise<ArrayBuffer> {
  try {
    const { buffer, byteOffset, byteLength } = await inflateGzip(bytes, {
      maxOutputLength: maxBytes,
    });
    return buffer.slice(byteOffset, byteOffset + byteLength);
  } catch (error) {
    if (isTooLong(error)) throw tooLarge(maxBytes);
    throw new Failure('badInput', 'The body is not valid gzip', { cause: error });
  }
}

/** Returns the failure of a body over the limit. */
export function tooLarge(maxBytes: number): Failure {
  const message = `The request exceeds ${maxBytes} bytes: send less at once`;
  return new Failure('badInput', message, { status: 413 });
}

function isTooLong(error: unknown): boolean {
  return error instanceof RangeError && 'code' in error && error.code === 'ERR_BUFFER_TOO_LARGE';
}
