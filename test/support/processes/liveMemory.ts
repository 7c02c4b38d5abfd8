const sampleMs = 50;

/** Samples the memory of this process that is in use after a garbage collection, which needs `--expose-gc`. */
export class LiveMemory {
  peakBytes = 0;
  readonly #sampling: NodeJS.Timeout;

  constructor() {
    this.#sampling = setInterval(() => this.#sample(), sampleMs);
    this.#sampling.unref();
  }

  #sample(): void {
    if (globalThis.gc === undefined) return;
    globalThis.gc();
    const { heapUsed, arrayBuffers } = process.memoryUsage();
    this.peakBytes = Math.max(this.peakBytes, heapUsed + arrayBuffers);
  }
}
