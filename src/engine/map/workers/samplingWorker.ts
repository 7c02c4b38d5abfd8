import type { SimilarityCurve } from './similarityCurve.ts';
import { bindMapKernel, type MapKernel, type Addresses } from '../../kernels/map/mapKernel.ts';

/** A graph that is laid out by sampling, in a memory that threads share. Plain data: it goes to them. */
export type SamplingBuffers = {
  readonly module: WebAssembly.Module;
  readonly memory: WebAssembly.Memory;
  /** Even epochs lead from `positions` to `moved`, odd ones back. */
  readonly addresses: Addresses<'positions' | 'moved' | 'heads' | 'tails' | 'periods' | 'due'>;
  readonly nodes: number;
  /** Where the edges of each chunk begin, and where the last one ends. */
  readonly starts: Int32Array;
  readonly curve: SimilarityCurve;
  readonly seed: number;
};

/** Epochs that are gone through without a pause. Plain data: it goes to threads. */
export type SamplingTask = {
  readonly first: number;
  /** How far each epoch moves nodes. */
  readonly rates: readonly number[];
  readonly threads: number;
  /** For each epoch the number of the next chunk, then for each how many threads are done with it. */
  readonly turns: SharedArrayBuffer;
};

/** Nodes that one thread works on at a time: an epoch of 10,000 keeps four threads busy. */
export const chunkNodes = 512;

/** A thread is seldom long behind the others: asking again is sooner than being woken. */
const maxAsked = 5000;

export function samplingTask(
  first: number,
  rates: readonly number[],
  threads: number,
): SamplingTask {
  const turns = new SharedArrayBuffer(2 * rates.length * Int32Array.BYTES_PER_ELEMENT);
  return { first, rates, threads, turns };
}

/** One thread's share of the sampling of a graph. */
export class SamplingWorker {
  readonly #buffers: SamplingBuffers;
  readonly #kernel: MapKernel;

  constructor(buffers: SamplingBuffers) {
    const { module, memory, addresses, nodes, curve } = buffers;
    this.#buffers = buffers;
    this.#kernel = bindMapKernel(module, memory);
    const { heads, tails, periods, due } = addresses;
    this.#kernel.beginSampling(heads, tails, periods, due, nodes, curve.a, curve.b);
  }

  /** Takes chunks of an epoch until there are no more, and begins the next when all threads are done with it. */
  run({ first, rates, threads, turns }: SamplingTask): void {
    const taken = new Int32Array(turns, 0, rates.length);
    const done = new Int32Array(turns, taken.byteLength, rates.length);
    const chunks = this.#buffers.starts.length - 1;
    rates.forEach((rate, at) => {
      for (let chunk = Atomics.add(taken, at, 1); chunk < chunks; chunk = Atomics.add(taken, at, 1))
        this.#sample(chunk, first + at, rate);
      awaitAll(done, at, threads);
    });
  }

  #sample(chunk: number, epoch: number, rate: number): void {
    const { addresses, nodes, starts, seed } = this.#buffers;
    const { positions, moved } = addresses;
    const [from, to] = epoch % 2 === 0 ? [positions, moved] : [moved, positions];
    const node = chunk * chunkNodes;
    const number = epoch * (starts.length - 1) + chunk + 1;
    this.#kernel.sampleEdges(
      from,
      to,
      node,
      Math.min(node + chunkNodes, nodes),
      starts[chunk]!,
      starts[chunk + 1]!,
      epoch,
      rate,
      // The golden ratio of 32 bits: numbers that follow each other lie far apart.
      (seed + Math.imul(number, 0x9e3779b1)) | 0,
    );
  }
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
