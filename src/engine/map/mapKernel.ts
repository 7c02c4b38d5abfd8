import { sharedMemory } from '../kernel/kernel.ts';
import { readKernel } from '../scan/kernelFile.ts';

/** What a map's kernel can do on its memory: addresses are bytes, and nothing is checked. See assembly/ for each. */
export type MapKernel = {
  beginLayout(
    positions: number,
    heads: number,
    tails: number,
    periods: number,
    due: number,
    nodes: number,
    edges: number,
    a: number,
    b: number,
    seed: number,
  ): void;
  runEpoch(epoch: number, rate: number): void;
};

/** Parts of a memory by name: where each begins, in bytes. */
export type Places<K extends string> = Readonly<Record<K, number>>;

/** A cache line: parts that threads write to should not share one. */
const alignment = 64;

/** A memory that threads share with room for each part, of so many bytes; all zeros at first. */
export function allocate<K extends string>(
  parts: Readonly<Record<K, number>>,
): { memory: WebAssembly.Memory; places: Places<K> } {
  const places = {} as Record<K, number>;
  let end = 0;
  for (const name of Object.keys(parts) as K[]) {
    places[name] = end;
    end += Math.ceil(parts[name] / alignment) * alignment;
  }
  return { memory: sharedMemory(end), places };
}

/** The map's kernel for this machine. Both give the same layout; relaxed SIMD may round distances another way. */
export function readMapKernel(): WebAssembly.Module {
  return readKernel(['map-relaxed.wasm', 'map.wasm']);
}

/** A kernel of its own for each thread and memory. */
export function bindMapKernel(module: WebAssembly.Module, memory: WebAssembly.Memory): MapKernel {
  return new WebAssembly.Instance(module, { env: { memory } }).exports as MapKernel;
}
