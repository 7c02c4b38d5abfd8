import type { VectorRecord } from '../../model/record.ts';

/** Rules for write units: https://docs.pinecone.io/guides/organizations/manage-cost/understanding-cost */
const bytesPerUnit = 1024;
const minUnitsPerRequest = 5;
const bytesPerNumber = 4;

/** Estimates the write units of records that are sent in requests of 100. What they overwrite costs extra and is not known. */
export class WritePrice {
  readonly #encoder = new TextEncoder();
  #units = 0;
  #bytes = 0;
  #records = 0;

  /** The units of all records so far. */
  get units(): number {
    return this.#units + (this.#records === 0 ? 0 : unitsOf(this.#bytes));
  }

  add({ id, values, sparseValues, metadata }: VectorRecord): void {
    const numbers = values.length + 2 * (sparseValues?.indices.length ?? 0);
    this.#bytes += this.#sizeOf(id) + numbers * bytesPerNumber;
    this.#bytes += this.#sizeOf(JSON.stringify(metadata));
    this.#records++;
    if (this.#records < 100) return;
    this.#units += unitsOf(this.#bytes);
    this.#bytes = this.#records = 0;
  }

  #sizeOf(text: string): number {
    return this.#encoder.encode(text).length;
  }
}

function unitsOf(bytes: number): number {
  return Math.max(minUnitsPerRequest, Math.ceil(bytes / bytesPerUnit));
}
