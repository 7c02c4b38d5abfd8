import type { Curve } from './curve.ts';
import type { Graph } from './fuzzyGraph.ts';
import {
  allocate,
  bindMapKernel,
  readMapKernel,
  type MapKernel,
  type Places,
} from './mapKernel.ts';

/** Mesh points along a side, few and many: the finer, the more time an epoch takes. */
const meshSides = [32, 64] as const;
const manyRecords = 50_000;

/** A graph with the places of its nodes in a memory of its own, to be laid out by the kernel. */
export class LayoutMemory {
  /** x, y of each node as they are now. */
  readonly positions: Float32Array;
  readonly #curve: Curve;
  readonly #kernel: MapKernel;
  readonly #buffer: ArrayBuffer;
  readonly #places: Places<'positions' | 'edges'>;
  #graph: Graph | undefined;

  constructor(graph: Graph, start: Float64Array, curve: Curve) {
    const { targets } = graph;
    const nodes = start.length / 2;
    const { memory, places } = allocate({
      positions: start.length * 4,
      // What comes first and what comes then need not be there at once.
      edges: Math.max(arrangingBytes(nodes, targets.length), samplingBytes(targets.length)),
    });
    this.#graph = graph;
    this.#curve = curve;
    this.#buffer = memory.buffer;
    this.#places = places;
    this.#kernel = bindMapKernel(readMapKernel(), memory);
    this.positions = new Float32Array(this.#buffer, places.positions, start.length);
    this.positions.set(start);
  }

  /** To be called before `arrange`. */
  beginArranging(): void {
    const { offsets, targets, weights } = this.#takeGraph(false);
    const { positions, edges } = this.#places;
    const { a, b } = this.#curve;
    const nodes = offsets.length - 1;
    const parts = arrangingParts(nodes, targets.length);
    const offsetsAt = edges;
    const targetsAt = offsetsAt + parts.offsets;
    const weightsAt = targetsAt + parts.edges;
    const movedAt = weightsAt + parts.edges;
    const meshAt = movedAt + parts.moved;
    new Int32Array(this.#buffer, offsetsAt, offsets.length).set(offsets);
    new Int32Array(this.#buffer, targetsAt, targets.length).set(targets);
    const strongest = strongestOf(weights);
    const shares = new Float32Array(this.#buffer, weightsAt, weights.length);
    for (let edge = 0; edge < weights.length; edge++) shares[edge] = weights[edge]! / strongest;
    this.#kernel.beginArranging(
      positions,
      movedAt,
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
  arrange(): void {
    this.#kernel.arrange();
  }

  /** To be called before `sample`; the graph is let go. `epochs` is how many there will be. */
  beginSampling(epochs: number, seed: number): void {
    const graph = this.#takeGraph(true);
    const { positions, edges: headsAt } = this.#places;
    const { a, b } = this.#curve;
    const bytes = graph.targets.length * 4;
    const [tailsAt, periodsAt, dueAt] = [headsAt + bytes, headsAt + 2 * bytes, headsAt + 3 * bytes];
    const count = orderEdges(graph, epochs, {
      heads: new Int32Array(this.#buffer, headsAt, graph.targets.length),
      tails: new Int32Array(this.#buffer, tailsAt, graph.targets.length),
      periods: new Float32Array(this.#buffer, periodsAt, graph.targets.length),
    });
    this.#kernel.beginLayout(
      positions,
      headsAt,
      tailsAt,
      periodsAt,
      dueAt,
      graph.offsets.length - 1,
      count,
      a,
      b,
      seed,
    );
    const periods = new Float32Array(this.#buffer, periodsAt, count);
    new Float32Array(this.#buffer, dueAt, count).set(periods);
  }

  /** An epoch of sampling. `rate` is how far it moves points. */
  sample(epoch: number, rate: number): void {
    this.#kernel.runEpoch(epoch, rate);
  }

  #takeGraph(isLast: boolean): Graph {
    const graph = this.#graph!;
    if (isLast) this.#graph = undefined;
    return graph;
  }
}

function arrangingParts(
  nodes: number,
  edges: number,
): Readonly<Record<'offsets' | 'edges' | 'moved' | 'mesh', number>> {
  const side = meshSideOf(nodes);
  return {
    offsets: (nodes + 1) * 4,
    // The kernel looks at four edges at once.
    edges: (edges + 3) * 4,
    moved: nodes * 8,
    // Masses, the field along x and y, and two tables of four times as many.
    mesh: side * side * (1 + 2 + 8) * 4,
  };
}

function arrangingBytes(nodes: number, edges: number): number {
  const parts = arrangingParts(nodes, edges);
  return parts.offsets + 2 * parts.edges + parts.moved + parts.mesh;
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
 * All edges but those so weak that no epoch would follow them: the first of each node, then the second of each, and so
 * on. Neighbours in the list then have different heads, so that the processor need not wait for one before the next.
 * Returns how many there are.
 */
function orderEdges(
  { offsets, targets, weights }: Graph,
  epochs: number,
  { heads, tails, periods }: EdgeList,
): number {
  const nodes = offsets.length - 1;
  const strongest = strongestOf(weights);
  let longest = 0;
  for (let node = 0; node < nodes; node++)
    longest = Math.max(longest, offsets[node + 1]! - offsets[node]!);
  let at = 0;
  for (let place = 0; place < longest; place++) {
    for (let node = 0; node < nodes; node++) {
      const edge = offsets[node]! + place;
      if (edge >= offsets[node + 1]! || strongest > epochs * weights[edge]!) continue;
      heads[at] = node;
      tails[at] = targets[edge]!;
      periods[at++] = strongest / weights[edge]!;
    }
  }
  return at;
}
