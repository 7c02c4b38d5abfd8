import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { createGunzip } from 'node:zlib';
import { Failure } from '../../common/failure.ts';
import { errorCodeOf } from '../errorCodeOf.ts';

/**
 * Yields the text of a file, which may be compressed with gzip, in pieces and without a byte order mark. Reads UTF-8, and
 * UTF-16 with a byte order mark. Throws `badInput` with the reason if the file cannot be read.
 */
export async function* textPieces(file: string): AsyncGenerator<TextPiece> {
  const { size } = await stat(file).catch((error: unknown) => {
    throw unreadable(error);
  });
  const source = createReadStream(file, { highWaterMark: pieceBytes });
  const isZipped = file.toLowerCase().endsWith('.gz');
  const stream = isZipped ? source.pipe(createGunzip({ chunkSize: pieceBytes })) : source;
  source.on('error', (error) => stream.destroy(error));
  let decoder: ReturnType<typeof decoderFor> | undefined;
  try {
    for await (const chunk of stream as AsyncIterable<Buffer>) {
      decoder ??= decoderFor(chunk);
      const share = size === 0 ? 1 : Math.min(1, source.bytesRead / size);
      yield { text: decoder.decode(chunk, { stream: true }), share };
    }
    yield { text: decoder?.decode() ?? '', share: 1 };
  } catch (error) {
    throw Failure.is(error) ? error : unreadable(error);
  } finally {
    source.destroy();
  }
}

/** A piece of a text file, and the share of the file read so far. */
export type TextPiece = { readonly text: string; readonly share: number };

const pieceBytes = 1024 * 1024;

/** Returns the decoder that the first bytes of a file ask for. */
function decoderFor(start: Uint8Array) {
  const isBig = start[0] === 0xfe && start[1] === 0xff;
  const isLittle = start[0] === 0xff && start[1] === 0xfe;
  const encoding = isLittle ? 'utf-16le' : isBig ? 'utf-16be' : 'utf-8';
  return new TextDecoder(encoding, { fatal: true });
}

function unreadable(error: unknown): Failure {
  return new Failure('badInput', reasonOf(error), { cause: error });
}

function reasonOf(error: unknown): string {
  const code = errorCodeOf(error) ?? '';
  if (code === 'ERR_ENCODING_INVALID_ENCODED_DATA') return 'it is not UTF-8: save it as UTF-8';
  if (code.startsWith('Z_')) return 'its compressed data is damaged or cut off';
  if (code === 'ENOENT') return 'it does not exist any more';
  if (code === 'EACCES') return 'you may not read it';
  return error instanceof Error ? error.message : String(error);
}
