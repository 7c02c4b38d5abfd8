/**
 * Calls of the search kernel. Addresses are byte offsets into its memory, and nothing is checked. `block` is the address
 * of a parameter block (see parameterBlocks.ts). See assembly/ for what each call does.
 */
export type Kernel = {
  encodeRow(
    values: number,
    length: number,
    codes: number,
    statistics: number,
    isNormalised: number,
  ): void;
  projectRows(block: number): void;
  beginScan(block: number): void;
  beginPrefixScan(block: number): void;
  scanRows(first: number, end: number, threshold: number, prefixed: number): void;
  scoredRowCount(): number;
  candidateCount(): number;
  lowerBoundCount(): number;
  threshold(): number;
  scoreRows(block: number): void;
};

/** Bytes of statistics beside the codes of a row. */
export const statisticsBytes = 16;

/** The kernel's number for each metric. */
export const metricNumbers = { cosine: 0, dotproduct: 1, euclidean: 2 } as const;

/** Instantiates the kernel on a memory. Each thread needs an instance of its own for each memory. */
export function bindKernel(module: WebAssembly.Module, memory: WebAssembly.Memory): Kernel {
  const { exports } = new WebAssembly.Instance(module, { env: { memory } });
  return exports as unknown as Kernel;
}

const pageBytes = 65_536;

/** A memory of `bytes` that threads share and that can grow to `mostBytes`. Untouched pages take no physical memory. */
export function sharedMemory(bytes: number, mostBytes = bytes): WebAssembly.Memory {
  const initial = pagesFor(bytes);
  const maximum = pagesFor(mostBytes);
  return new WebAssembly.Memory({ initial, maximum, shared: true });
}

/** Grows a memory to at least `bytes`. Its contents keep their addresses. */
export function growMemory(memory: WebAssembly.Memory, bytes: number): void {
  const missing = pagesFor(bytes) - memory.buffer.byteLength / pageBytes;
  if (missing > 0) memory.grow(missing);
}

function pagesFor(bytes: number): number {
  return Math.max(1, Math.ceil(bytes / pageBytes));
}
