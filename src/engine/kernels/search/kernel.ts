/** What a kernel can do on its memory: addresses are bytes, and nothing is checked. See assembly/ for what each does. */
export type Kernel = {
  encodeRow(
    values: number,
    length: number,
    codes: number,
    statistics: number,
    isNormalised: number,
  ): void;
  projectRows(
    codes: number,
    statistics: number,
    stride: number,
    basis: number,
    width: number,
    spread: number,
    scratch: number,
    prefixes: number,
    prefixStatistics: number,
    first: number,
    end: number,
  ): void;
  beginScan(
    codes: number,
    statistics: number,
    stride: number,
    query: number,
    mask: number,
    lowers: number,
    candidates: number,
    uppers: number,
    isEuclidean: number,
    topK: number,
    known: number,
    scale: number,
    norm: number,
    error: number,
    secondScale: number,
    secondNorm: number,
    secondError: number,
    square: number,
  ): void;
  beginPrefixes(
    prefixes: number,
    statistics: number,
    width: number,
    query: number,
    scale: number,
    norm: number,
    rest: number,
    error: number,
    knownNorm: number,
  ): void;
  scanRows(first: number, end: number, floor: number, prefixed: number): void;
  passedCount(): number;
  candidateCount(): number;
  lowerCount(): number;
  lowest(): number;
  scoreRows(
    floats: number,
    norms: number,
    length: number,
    query: number,
    queryNorm: number,
    metric: number,
    rows: number,
    firstRow: number,
    scores: number,
    count: number,
  ): void;
};

/** Bytes of statistics beside the codes of a row. */
export const statisticsBytes = 16;

/** Metrics as the kernel numbers them. */
export const metricNumbers = { cosine: 0, dotproduct: 1, euclidean: 2 } as const;

/** A kernel of its own for each thread and memory. */
export function bindKernel(module: WebAssembly.Module, memory: WebAssembly.Memory): Kernel {
  const { exports } = new WebAssembly.Instance(module, { env: { memory } });
  return exports as unknown as Kernel;
}

const pageBytes = 65_536;

/**
 * A memory that threads share, with room for `bytes`, that may grow to `mostBytes`; what is never written to costs
 * nothing.
 */
export function sharedMemory(bytes: number, mostBytes = bytes): WebAssembly.Memory {
  const initial = pagesFor(bytes);
  const maximum = pagesFor(mostBytes);
  return new WebAssembly.Memory({ initial, maximum, shared: true });
}

/** Makes room for `bytes` in all. What was there stays, in the same place. */
export function growMemory(memory: WebAssembly.Memory, bytes: number): void {
  const missing = pagesFor(bytes) - memory.buffer.byteLength / pageBytes;
  if (missing > 0) memory.grow(missing);
}

function pagesFor(bytes: number): number {
  return Math.max(1, Math.ceil(bytes / pageBytes));
}
