import { readKernel } from '../kernelFile.ts';

/** Calls of the JSON kernel. Addresses are byte offsets into its memory, and nothing is checked. See assembly/. */
export type JsonKernel = {
  beginList(begin: number, texts: number, textsEnd: number): void;
  readNumbers(end: number, target: number, length: number): number;
  position(): number;
  endOfUndecided(): number;
};

/** Instantiates the JSON kernel on a memory. */
export function bindJsonKernel(memory: WebAssembly.Memory): JsonKernel {
  const { exports } = new WebAssembly.Instance(readKernel(['json.wasm']), { env: { memory } });
  return exports as unknown as JsonKernel;
}

/** The results of `readNumbers`. */
export const listComplete = 0;
export const listIncomplete = 1;

/** Bytes that the kernel reads behind the begin of a number. */
export const lookaheadBytes = 48;

/** The first bytes of the memory belong to the kernel. */
export const reservedBytes = 65_536;
