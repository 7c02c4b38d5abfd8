import type { SimilarityCurve } from '../workers/similarityCurve.ts';
import type { Graph } from './fuzzyGraph.ts';
import { slotOrderOf, type SlotOrder } from '../workers/slotOrder.ts';
import {
  allocate,
  bindMapKernel,
  readMapKernel,
  type MapKernel,
  type Addresses,
} from '../../kernels/map/mapKernel.ts';
import { chunkNodes, type SamplingBuffers } from '../workers/samplingWorker.ts';

/** The positions and edges of a graph in shared memory, laid out by the kernel. */
export class LayoutMemory {
  readonly #nodes: number;
  readonly #curve: SimilarityCurve;
  readonly #kernel: MapKernel;
  readonly #memory: WebAssembly.Memory;
  readonly #addresses: Addresses<'positions' | 'moved' | 'edges' | 'slotNodes' | 'shuffled'>;
  readonly #module = readMapKernel();
  readonly #slotOrder: SlotOrder;
  #graph: Graph | undefined;

  constructor(graph: Graph, start: Float64Array, curve: SimilarityCurve) {
    const { targets } = graph;
    this.#nodes = start.length / 2;
    this.#slotOrder = slotOrderOf(this.#nodes);
    const slotBytes = this.#slotOrder.slots * 4;
    const { memory, addresses } = allocate({
      positions: start.length * 4,
      moved: start.length * 4,
      // Mean-field and sampling epochs use the same region, one after the other.
      edges: Math.max(meanFieldBytes(this.#nodes, targets.length), samplingBytes(targets.length)),
      slotNodes: slotBytes,
      shuffled: 4 * slotBytes,
    });
    this.#graph = graph;
    this.#curve = curve;
    this.#memory = memory;
    this.#addresses = addresses;
    this.#kernel = bindMapKernel(this.#module, memory);
    this.positionsAt(0).set(start);
  }

  /**
   * Returns x, y of each node at the start of a sampling epoch. Mean-field epochs write their result to those
   * of epoch 0.
   */
  positionsAt(epoch: number): Float32Array {
    const { positions, moved } = this.#addresses;
    return new Float32Array(
      this.#memory.buffer,
      isEven(epoch) ? positions : moved,
      2 * this.#nodes,
    );
  }

  /** Prepares mean-field epochs. Call it before `stepMeanField`. */
  beginMeanField(): void {
    const { offsets, targets, weights } = this.#takeGraph(false);
    const { positions, moved, edges } = this.#addresses;
    const { buffer } = this.#memory;
    const { a, b } = this.#curve;
    const nodes = this.#nodes;
    const parts = meanFieldParts(nodes, targets.length);
    const offsetsAt = edges;
    const targetsAt = offsetsAt + parts.offsets;
    const weightsAt = targetsAt + parts.edges;
    const meshAt = weightsAt + parts.edges;
    new Int32Array(buffer, offsetsAt, offsets.length).set(offsets);
    new Int32Array(buffer, targetsAt, targets.length).set(targets);
    const strongest = strongestOf(weights);
    const shares = new Float32Array(buffer, weightsAt, weights.length);
    for (let edge = 0; edge < weights.length; edge++) shares[edge] = weights[edge]! / strongest;
    this.#kernel.setCurve(a, b);
    this.#kernel.setGraph(nodes, offsetsAt, targetsAt, weightsAt);
    this.#kernel.beginMeanField(positions, moved, meshAt, meshSideOf(nodes));
  }

  /** Runs one mean-field epoch. It is deterministic. */
  stepMeanField(): void {
    this.#kernel.stepMeanField();
  }

  /**
   * Prepares sampling epochs, of which `epochs` would be run from number 0 on, and releases the graph. Returns
   * the buffers that the threads need.
   */
  beginSampling({ epochs, first, seed, repulsion }: SamplingPlan): SamplingBuffers {
    const graph = this.#takeGraph(true);
    const { edges: heads, ...kept } = this.#addresses;
    const { buffer } = this.#memory;
    const bytes = graph.targets.length * 4;
    const addresses = {
      ...kept,
      heads,
      tails: heads + bytes,
      periods: heads + 2 * bytes,
      due: heads + 3 * bytes,
    };
    const starts = orderEdges(graph, epochs, {
      heads: new Int32Array(buffer, heads, graph.targets.length),
      tails: new Int32Array(buffer, addresses.tails, graph.targets.length),
      periods: new Float32Array(buffer, addresses.periods, graph.targets.length),
    });
    const periods = new Float32Array(buffer, addresses.periods, starts.at(-1));
    new Float32Array(buffer, addresses.due, periods.length).set(periods);
    if (!isEven(first)) this.positionsAt(first).set(this.positionsAt(0));
    this.#beginShuffled(first);
    return {
      module: this.#module,
      memory: this.#memory,
      addresses,
      nodes: this.#nodes,
      slotOrder: this.#slotOrder,
      starts,
      curve: this.#curve,
      seed,
      repulsion,
    };
  }

  /** Applies changes of the positions at the start of a sampling epoch. Call it between epochs. */
  positionsChanged(epoch: number): void {
    const { positions, moved } = this.#addresses;
    this.#kernel.shufflePositions(isEven(epoch) ? positions : moved, epoch, 0, this.#nodes);
  }

  #beginShuffled(first: number): void {
    const { shuffled, slotNodes } = this.#addresses;
    const { slots, nodeStride, slotStride } = this.#slotOrder;
    const nodes = this.#nodes;
    const nodeOf = new Int32Array(this.#memory.buffer, slotNodes, slots);
    for (let slot = 0; slot < slots; slot++) nodeOf[slot] = (slot * nodeStride) % nodes;
    this.#kernel.setShuffled(shuffled, slotNodes, slots * 4, slotStride, nodes);
    this.positionsChanged(first);
  }

  #takeGraph(isLast: boolean): Graph {
    const graph = this.#graph!;
    if (isLast) this.#graph = undefined;
    return graph;
  }
}

/** Sampling epochs to prepare. */
export type SamplingPlan = {
  readonly epochs: number;
  /** Number of the first epoch to run. */
  readonly first: number;
  readonly seed: number;
  /** Strength of the repulsion, 1 in umap-learn. */
  readonly repulsion: number;
};

/** Points per side of the mean-field mesh for small and large maps. A finer mesh takes more time per epoch. */
const meshSides = [32, 64] as const;
const manyRecords = 50_000;

function meanFieldParts(
  nodes: number,
  edges: number,
): Readonly<Record<'offsets' | 'edges' | 'mesh', number>> {
  const side = meshSideOf(nodes);
  return {
    offsets: (nodes + 1) * 4,
    // The kernel reads four edges at once.
    edges: (edges + 3) * 4,
    // Masses, the field along x and y, and two force tables of four times the mesh size.
    mesh: side * side * (1 + 2 + 8) * 4,
  };
}

function meanFieldBytes(nodes: number, edges: number): number {
  const parts = meanFieldParts(nodes, edges);
  return parts.offsets + 2 * parts.edges + parts.mesh;
}

function samplingBytes(edges: number): number {
  return (4 * edges + 3) * 4;
}

function meshSideOf(nodes: number): number {
  return nodes < manyRecords ? meshSides[0] : meshSides[1];
}

function strongestOf(weights: Float32Array): number {
  return weights.reduce((most, weight) => Math.max(most, weight), 0);
}

type EdgeList = {
  readonly heads: Int32Array;
  readonly tails: Int32Array;
  /** Number of epochs between two samples of the edge. */
  readonly periods: Float32Array;
};

/**
 * Writes the edges in processing order and returns where the edges of each chunk begin, followed by the end of
 * the last. Edges too weak to be sampled in any epoch are left out. Each chunk of nodes lists the first edge of
 * every node, then the second of every node, and so on. Consecutive edges then have different heads, so the
 * processor can work on them in parallel.
 */
function orderEdges(
  { offsets, targets, weights }: Graph,
  epochs: number,
  { heads, tails, periods }: EdgeList,
): Int32Array {
  const nodes = offsets.length - 1;
  const strongest = strongestOf(weights);
  const starts = new Int32Array(Math.ceil(nodes / chunkNodes) + 1);
  let at = 0;
  for (let chunk = 0; chunk < starts.length - 1; chunk++) {
    const first = chunk * chunkNodes;
    const end = Math.min(first + chunkNodes, nodes);
    let isMore = true;
    for (let place = 0; isMore; place++) {
      isMore = false;
      for (let node = first; node < end; node++) {
        const edge = offsets[node]! + place;
        if (edge >= offsets[node + 1]!) continue;
        isMore = true;
        if (strongest > epochs * weights[edge]!) continue;
        heads[at] = node;
        tails[at] = targets[edge]!;
        periods[at++] = strongest / weights[edge]!;
      }
    }
    starts[chunk + 1] = at;
  }
  return starts;
}

function isEven(epoch: number): boolean {
  return epoch % 2 === 0;
}
