import type { VectorRecord } from '../../model/record.ts';

/** Estimates the write units of records that are sent in requests of 100. What they overwrite costs extra and is not known. */
export class WritePrice {
  #units = 0;
  #bytes = 0;
  #records = 0;

  /** The units of all records so far. */
  get units(): number {
    return this.#units + (this.#records === 0 ? 0 : unitsOf(this.#bytes));
  }

  add(record: VectorRecord): void {
    this.#bytes += bytesOf(record);
    this.#records++;
    if (this.#records < recordsPerRequest) return;
    this.#units += unitsOf(this.#bytes);
    this.#bytes = this.#records = 0;
  }
}

/** Rules for write units: https://docs.pinecone.io/guides/organizations/manage-cost/understanding-cost */
const bytesPerUnit = 1024;
const minUnitsPerRequest = 5;
const bytesPerNumber = 4;
const recordsPerRequest = 100;

/** Returns about the write units of so many records like those of the sample. */
export function writeUnitsOf(sample: readonly VectorRecord[], count: number): number {
  if (sample.length === 0 || count === 0) return 0;
  const mean = sample.reduce((sum, record) => sum + bytesOf(record), 0) / sample.length;
  const requests = Math.floor(count / recordsPerRequest);
  const rest = count % recordsPerRequest;
  return requests * unitsOf(recordsPerRequest * mean) + (rest === 0 ? 0 : unitsOf(rest * mean));
}

/** Returns the least write units of a deletion: what the deleted records add is not known. */
export function deleteUnitsOf(count: number): number {
  return Math.ceil(count / recordsPerRequest) * minUnitsPerRequest;
}

function bytesOf({ id, values, sparseValues, metadata }: VectorRecord): number {
  const numbers = values.length + 2 * (sparseValues?.indices.length ?? 0);
  return utf8Length(id) + numbers * bytesPerNumber + utf8Length(JSON.stringify(metadata));
}

function utf8Length(text: string): number {
  return new TextEncoder().encode(text).length;
}

function unitsOf(bytes: number): number {
  return Math.max(minUnitsPerRequest, Math.ceil(bytes / bytesPerUnit));
}
