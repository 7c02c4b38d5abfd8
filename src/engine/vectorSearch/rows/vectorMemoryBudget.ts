/** Limits the bytes of float32 vectors in memory, for all namespaces of an engine. Codes do not count. */
export class VectorMemoryBudget {
  readonly #limitBytes: number;
  /** Most bytes of one namespace. */
  readonly shareBytes: number;
  #usedBytes = 0;

  constructor(limitBytes: number, shareBytes = limitBytes / 2) {
    this.#limitBytes = limitBytes;
    this.shareBytes = shareBytes;
  }

  /** Whether `bytes` fit at this moment. */
  hasRoom(bytes: number): boolean {
    return this.#usedBytes + bytes <= this.#limitBytes;
  }

  /** Reserves bytes if they fit. Returns whether it did; the caller releases them later. */
  reserve(bytes: number): boolean {
    if (!this.hasRoom(bytes)) return false;
    this.#usedBytes += bytes;
    return true;
  }

  /** Returns reserved bytes. */
  release(bytes: number): void {
    this.#usedBytes -= bytes;
  }
}

/** Default limit of float32 vectors in memory, in bytes. */
export const defaultVectorBytes = 1024 * 1024 * 1024;
