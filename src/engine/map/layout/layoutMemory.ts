import type { SimilarityCurve } from '../workers/similarityCurve.ts';
import type { Graph } from './fuzzyGraph.ts';
import {
  allocate,
  bindMapKernel,
  readMapKernel,
  type MapKernel,
  type Addresses,
} from '../../kernels/map/mapKernel.ts';
import { chunkNodes, type SamplingBuffers } from '../workers/samplingWorker.ts';

/** Mesh points along a side, few and many: the finer, the more time an epoch takes. */
const meshSides = [32, 64] as const;
const manyRecords = 50_000;

/** A graph with the places of its nodes in a memory that threads share, to be laid out by the kernel. */
export class LayoutMemory {
  readonly #nodes: number;
  readonly #curve: SimilarityCurve;
  readonly #kernel: MapKernel;
  readonly #memory: WebAssembly.Memory;
  readonly #addresses: Addresses<'positions' | 'moved' | 'edges'>;
  readonly #module = readMapKernel();
  #graph: Graph | undefined;

  constructor(graph: Graph, start: Float64Array, curve: SimilarityCurve) {
    const { targets } = graph;
    this.#nodes = start.length / 2;
    const { memory, addresses } = allocate({
      positions: start.length * 4,
      moved: start.length * 4,
      // What comes first and what comes then need not be there at once.
      edges: Math.max(meanFieldBytes(this.#nodes, targets.length), samplingBytes(targets.length)),
    });
    this.#graph = graph;
    this.#curve = curve;
    this.#memory = memory;
    this.#addresses = addresses;
    this.#kernel = bindMapKernel(this.#module, memory);
    this.positionsAt(0).set(start);
  }

  /** x, y of each node before an epoch of sampling; before the first of them is where epochs of arranging leave them. */
  positionsAt(epoch: number): Float32Array {
    const { positions, moved } = this.#addresses;
    return new Float32Array(
      this.#memory.buffer,
      isEven(epoch) ? positions : moved,
      2 * this.#nodes,
    );
  }

  /** To be called before `arrange`. */
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
    this.#kernel.beginMeanField(
      positions,
      moved,
      nodes,
      offsetsAt,
      targetsAt,
      weightsAt,
      a,
      b,
      meshAt,
      meshSideOf(nodes),
    );
  }

  /** An epoch in which nothing is left to chance. */
  stepMeanField(): void {
    this.#kernel.stepMeanField();
  }

  /**
   * Makes ready for epochs of sampling, `epochs` of them if the first is number 0; the graph is let go. What is returned
   * goes to the threads that work on them.
   */
  beginSampling(epochs: number, first: number, seed: number): SamplingBuffers {
    const graph = this.#takeGraph(true);
    const { positions, moved, edges: heads } = this.#addresses;
    const { buffer } = this.#memory;
    const bytes = graph.targets.length * 4;
    const addresses = {
      positions,
      moved,
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
    const curve = this.#curve;
    return {
      module: this.#module,
      memory: this.#memory,
      addresses,
      nodes: this.#nodes,
      starts,
      curve,
      seed,
    };
  }

  #takeGraph(isLast: boolean): Graph {
    const graph = this.#graph!;
    if (isLast) this.#graph = undefined;
    return graph;
  }
}

function meanFieldParts(
  nodes: number,
  edges: number,
): Readonly<Record<'offsets' | 'edges' | 'mesh', number>> {
  const side = meshSideOf(nodes);
  return {
    offsets: (nodes + 1) * 4,
    // The kernel looks at four edges at once.
    edges: (edges + 3) * 4,
    // Masses, the field along x and y, and two tables of four times as many.
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
  /** Epochs from one time that the edge is followed to the next. */
  readonly periods: Float32Array;
};

/**
 * All edges but those so weak that no epoch would follow them, chunk after chunk of nodes: in each the first edge of every
 * node, then the second of every node, and so on. NeighbourLists in the list then have different heads, so that the processor
 * need not wait for one before the next. Returns where the edges of each chunk begin, and where the last one ends.
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
