import { vectorsOf, type SharedVectors } from '../workers/sharedVectors.ts';
import type { KnnGraph } from './knnGraph.ts';

/** Which records have a vector of their own, and which share one. */
export type DistinctRows = {
  /** The vectors that there are, each once. */
  readonly rows: SharedVectors;
  /** The first record that has each of them. */
  readonly firstRecords: Int32Array;
  /** Which of them each record has. */
  readonly distinctOf: Int32Array;
};

/**
 * Moves the distinct vectors to the front, in the order of the first records that have them; what was behind is no longer
 * of use. Only exact duplicates are the same: vectors that differ by rounding do differ.
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

/** Fowler, Noll and Vo's, by words, with a last mixing of the upper bits into the lower ones. */
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

/** How far apart the records of one vector stand in a picture, and how far from their middle at most. */
const apart = 0.01;
const reach = 0.05;
/** The angle of a sunflower's seeds: none hides another. */
const goldenAngle = Math.PI * (3 - Math.sqrt(5));

/** Positions of the records from those of the distinct vectors: records that share one stand close around its place. */
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
 * The neighbours of all records from those of the distinct vectors: first, at distance 0, the records of the same vector,
 * each beginning with the one behind it, so that their lists lead from any of them to all.
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

/** The records of each distinct vector: those of vector i stand from `starts[i]` to below `starts[i + 1]`. */
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
