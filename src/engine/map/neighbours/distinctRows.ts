import { vectorsOf, type SharedVectors } from '../workers/sharedVectors.ts';
import type { KnnGraph } from './knnGraph.ts';

/** The distinct vectors of a map, and which of them each record has. */
export type DistinctRows = {
  /** The distinct vectors. */
  readonly rows: SharedVectors;
  /** The first record of each distinct vector. */
  readonly firstRecords: Int32Array;
  /** The number of the distinct vector of each record. */
  readonly distinctOf: Int32Array;
};

/**
 * Moves the distinct vectors to the front of the memory, in the order of their first records, and overwrites
 * the rest. Only bitwise equal vectors are duplicates.
 */
export function collapseDuplicates(rows: SharedVectors): DistinctRows {
  const { values, count, stride } = vectorsOf(rows);
  const words = new Uint32Array(values.buffer, values.byteOffset, values.length);
  const slots = 2 ** Math.ceil(Math.log2(2 * count + 1));
  const table = new Int32Array(slots).fill(-1);
  const records = new Int32Array(count);
  const distinctOf = new Int32Array(count);
  let distinct = 0;
  for (let record = 0; record < count; record++) {
    const start = record * stride;
    let slot = hashOf(words, start, stride) & (slots - 1);
    while (table[slot] !== -1 && !areSame(words, table[slot]! * stride, start, stride))
      slot = (slot + 1) & (slots - 1);
    if (table[slot] === -1) {
      table[slot] = distinct;
      records[distinct] = record;
      if (distinct !== record) values.copyWithin(distinct * stride, start, start + stride);
      distinct++;
    }
    distinctOf[record] = table[slot]!;
  }
  return {
    rows: { ...rows, count: distinct },
    firstRecords: records.slice(0, distinct),
    distinctOf,
  };
}

/** FNV-1a (Fowler, Noll and Vo) over 32-bit words, with a final mix of the upper bits into the lower ones. */
function hashOf(words: Uint32Array, start: number, length: number): number {
  let hash = 0x811c9dc5;
  for (let at = start; at < start + length; at++)
    hash = Math.imul(hash ^ words[at]! ^ (words[at]! >>> 15), 0x01000193);
  return (hash ^ (hash >>> 16)) >>> 0;
}

function areSame(words: Uint32Array, one: number, other: number, length: number): boolean {
  for (let at = 0; at < length; at++) if (words[one + at] !== words[other + at]) return false;
  return true;
}

/** Distance between duplicates in the layout, and the maximum distance from their centre. */
const apart = 0.01;
const reach = 0.05;
/** The golden angle, as between the seeds of a sunflower: no two duplicates overlap. */
const goldenAngle = Math.PI * (3 - Math.sqrt(5));

/**
 * Returns the positions of all records from those of the distinct vectors. Duplicates are spread in a small
 * spiral around their shared position.
 */
export function spreadDuplicates(xy: Float32Array, distinctOf: Int32Array): Float32Array {
  if (xy.length === 2 * distinctOf.length) return xy;
  const counts = new Int32Array(xy.length / 2);
  for (const number of distinctOf) counts[number]!++;
  const seen = new Int32Array(counts.length);
  const spread = new Float32Array(2 * distinctOf.length);
  distinctOf.forEach((number, record) => {
    const turn = seen[number]!++;
    const step = Math.min(apart, reach / Math.sqrt(counts[number]!));
    const radius = step * Math.sqrt(turn);
    spread[2 * record] = xy[2 * number]! + radius * Math.cos(turn * goldenAngle);
    spread[2 * record + 1] = xy[2 * number + 1]! + radius * Math.sin(turn * goldenAngle);
  });
  return spread;
}

/**
 * Returns the neighbours of all records from those of the distinct vectors. The duplicates of a record come
 * first, at distance 0. Each list starts with the next duplicate, so that the lists connect all of them.
 */
export function neighboursOfAll(
  graph: KnnGraph,
  { firstRecords, distinctOf }: DistinctRows,
): KnnGraph {
  if (firstRecords.length === distinctOf.length) return graph;
  const groups = groupsOf(distinctOf, firstRecords.length);
  const { perPoint } = graph;
  const indices = new Int32Array(distinctOf.length * perPoint);
  const distances = new Float32Array(distinctOf.length * perPoint);
  for (let number = 0; number < firstRecords.length; number++) {
    const own = recordsOf(groups, number);
    own.forEach((record, turn) => {
      const first = record * perPoint;
      let count = Math.min(own.length - 1, perPoint);
      for (let at = 0; at < count; at++) indices[first + at] = own[(turn + 1 + at) % own.length]!;
      for (let near = number * perPoint; count < perPoint; near++) {
        for (const other of recordsOf(groups, graph.indices[near]!)) {
          if (count === perPoint) break;
          indices[first + count] = other;
          distances[first + count++] = graph.distances[near]!;
        }
      }
    });
  }
  return { perPoint, indices, distances };
}

/**
 * The records grouped by distinct vector: those of vector i are at `starts[i]` to `starts[i + 1]` (exclusive).
 */
type Groups = { readonly starts: Int32Array; readonly grouped: Int32Array };

function groupsOf(distinctOf: Int32Array, distinct: number): Groups {
  const starts = new Int32Array(distinct + 1);
  for (const number of distinctOf) starts[number + 1]!++;
  for (let number = 0; number < distinct; number++) starts[number + 1]! += starts[number]!;
  const next = starts.slice();
  const grouped = new Int32Array(distinctOf.length);
  distinctOf.forEach((number, record) => (grouped[next[number]!++] = record));
  return { starts, grouped };
}

function recordsOf({ starts, grouped }: Groups, number: number): Int32Array {
  return grouped.subarray(starts[number], starts[number + 1]);
}
