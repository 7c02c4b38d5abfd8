/** What vectors may take in memory where nobody says otherwise. */
export const defaultVectorBytes = 1024 * 1024 * 1024;

/** Bytes of vectors that may be in memory, of one engine. Codes are not counted: searching needs them. */
export class VectorMemoryBudget {
  readonly #limitBytes: number;
  /** What one namespace may take. */
  readonly shareBytes: number;
  #usedBytes = 0;

  constructor(limitBytes: number, shareBytes = limitBytes / 2) {
    this.#limitBytes = limitBytes;
    this.shareBytes = shareBytes;
  }

  /** Whether there is room at this moment. */
  hasRoom(bytes: number): boolean {
    return this.#usedBytes + bytes <= this.#limitBytes;
  }

  /** Whether there was room; what was taken has to be given back. */
  reserve(bytes: number): boolean {
    if (!this.hasRoom(bytes)) return false;
    this.#usedBytes += bytes;
    return true;
  }

  release(bytes: number): void {
    this.#usedBytes -= bytes;
  }
}
