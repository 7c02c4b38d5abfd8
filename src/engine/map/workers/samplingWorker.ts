import type { SlotOrder } from './slotOrder.ts';
import type { SimilarityCurve } from './similarityCurve.ts';
import { bindMapKernel, type MapKernel, type Addresses } from '../../kernels/map/mapKernel.ts';

/** Runs one thread’s share of the sampling epochs of a layout. */
export class SamplingWorker {
  readonly #buffers: SamplingBuffers;
  readonly #kernel: MapKernel;

  constructor(buffers: SamplingBuffers) {
    const { module, memory, addresses, nodes, slotOrder, curve, repulsion } = buffers;
    this.#buffers = buffers;
    this.#kernel = bindMapKernel(module, memory);
    const { heads, tails, periods, due, shuffled, slotNodes } = addresses;
    this.#kernel.setCurve(curve.a, curve.b);
    this.#kernel.beginSampling(heads, tails, periods, due, nodes, repulsion);
    const { slots, slotStride } = slotOrder;
    this.#kernel.setShuffled(shuffled, slotNodes, slots * 4, slotStride, nodes);
  }

  /** Processes chunks of an epoch until none is left, then waits for all threads before the next epoch. */
  run({ first, rates, threads, turns }: SamplingTask): void {
    const taken = new Int32Array(turns, 0, rates.length);
    const done = new Int32Array(turns, taken.byteLength, rates.length);
    const chunks = this.#buffers.starts.length - 1;
    rates.forEach((rate, at) => {
      this.#beginEpoch(first + at, rate);
      for (let chunk = Atomics.add(taken, at, 1); chunk < chunks; chunk = Atomics.add(taken, at, 1))
        this.#sample(chunk, first + at);
      awaitAll(done, at, threads);
    });
  }

  #beginEpoch(epoch: number, rate: number): void {
    const { positions, moved } = this.#buffers.addresses;
    const [from, to] = epoch % 2 === 0 ? [positions, moved] : [moved, positions];
    this.#kernel.beginEpoch(from, to, epoch, rate);
  }

  #sample(chunk: number, epoch: number): void {
    const { nodes, starts, seed } = this.#buffers;
    const node = chunk * chunkNodes;
    const number = epoch * (starts.length - 1) + chunk + 1;
    this.#kernel.sampleEdges(
      node,
      Math.min(node + chunkNodes, nodes),
      starts[chunk]!,
      starts[chunk + 1]!,
      // Golden ratio in 32 bits: spreads consecutive numbers over the whole range.
      (seed + Math.imul(number, 0x9e3779b1)) | 0,
    );
  }
}

/** Shared memory of a layout in its sampling epochs. Plain data that can be sent to other threads. */
export type SamplingBuffers = {
  readonly module: WebAssembly.Module;
  readonly memory: WebAssembly.Memory;
  /** Even epochs read `positions` and write `moved`, odd epochs the reverse. */
  readonly addresses: Addresses<
    'positions' | 'moved' | 'heads' | 'tails' | 'periods' | 'due' | 'slotNodes' | 'shuffled'
  >;
  readonly nodes: number;
  readonly slotOrder: SlotOrder;
  /** Index of the first edge of each chunk, then the end of the last. */
  readonly starts: Int32Array;
  readonly curve: SimilarityCurve;
  readonly seed: number;
  /** Strength of the repulsion, 1 in umap-learn. */
  readonly repulsion: number;
};

/** A run of epochs without a pause. Plain data that can be sent to other threads. */
export type SamplingTask = {
  readonly first: number;
  /** Learning rate of each epoch. */
  readonly rates: readonly number[];
  readonly threads: number;
  /** Per epoch the next chunk number, then per epoch the number of threads that are done. */
  readonly turns: SharedArrayBuffer;
};

/** Nodes per chunk: an epoch of 10,000 nodes keeps four threads busy. */
export const chunkNodes = 512;

/**
 * Spins before a blocking wait: threads finish at nearly the same time, and spinning is faster than being
 * woken.
 */
const maxAsked = 5000;

export function samplingTask(
  first: number,
  rates: readonly number[],
  threads: number,
): SamplingTask {
  const turns = new SharedArrayBuffer(2 * rates.length * Int32Array.BYTES_PER_ELEMENT);
  return { first, rates, threads, turns };
}

function awaitAll(done: Int32Array<SharedArrayBuffer>, at: number, threads: number): void {
  if (Atomics.add(done, at, 1) + 1 === threads) {
    Atomics.notify(done, at);
    return;
  }
  for (let asked = 0; asked < maxAsked; asked++) if (Atomics.load(done, at) === threads) return;
  for (let count = Atomics.load(done, at); count < threads; count = Atomics.load(done, at))
    Atomics.wait(done, at, count);
}
