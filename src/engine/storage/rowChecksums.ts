import { crc32 } from 'node:zlib';
import { describeIndexFile } from './indexSchema.ts';
import { damaged } from './sqlite.ts';

/** The checksum of a record's row: CRC-32 of its id, NUL and its metadata. */
export function recordChecksum(id: string, metadata: string): number {
  // One call for both: it costs as much as the sum.
  return crc32(`${id}\0${metadata}`);
}

/** The checksum of a vector's row, which another record's vector does not have: CRC-32 of its bytes, begun with `pk`. */
export function vectorChecksum(pk: number, value: Uint8Array): number {
  return crc32(value, pk % 2 ** 32);
}

/** A row with its checksum; null where a version of the file without checksums wrote it. */
export type WithChecksum<T> = T & { readonly sum: number | null };

/** Compares rows that were read with their checksums. Every check throws `damaged` where bits have changed. */
export class RowChecksums {
  readonly #indexName: string;

  constructor(indexName: string) {
    this.#indexName = indexName;
  }

  record(id: unknown, metadata: unknown, sum: number | null): void {
    if (typeof id !== 'string' || typeof metadata !== 'string') throw this.#damaged();
    if (sum !== null && sum !== recordChecksum(id, metadata)) throw this.#damaged();
  }

  vector(pk: number, value: Uint8Array | null, sum: number | null): void {
    if (value !== null && sum !== null && sum !== vectorChecksum(pk, value)) throw this.#damaged();
  }

  #damaged(): Error {
    return damaged(describeIndexFile(this.#indexName), new Error('A row is not as it was written'));
  }
}
