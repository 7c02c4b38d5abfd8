import { crc32 } from 'node:zlib';
import { describeIndexFile } from './indexSchema.ts';
import { damaged } from './sqlite.ts';

/** Verifies rows against their checksums. Throws `damaged` if a row has changed. */
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
    return damaged(
      describeIndexFile(this.#indexName),
      new Error('A row does not match its checksum'),
    );
  }
}

/** Returns the checksum of a record's row: CRC-32 of id, NUL and metadata. */
export function recordChecksum(id: string, metadata: string): number {
  // One call for both strings: a call costs as much as the checksum.
  return crc32(`${id}\0${metadata}`);
}

/**
 * Returns the checksum of a vector's row: CRC-32 of its bytes, seeded with `pk`, so that equal vectors of two
 * records differ.
 */
export function vectorChecksum(pk: number, value: Uint8Array): number {
  return crc32(value, pk % 2 ** 32);
}

/** A row and its checksum, which is null if a version without checksums wrote the row. */
export type WithChecksum<T> = T & { readonly sum: number | null };
