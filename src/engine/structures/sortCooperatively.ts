import type { CooperativeTask } from '../workers/cooperativeTasks.ts';

/** The values in order, sorted in short steps: a merge sort of runs of `valuesPerStep`. */
export function* sortCooperatively(
  values: Uint32Array,
  compare: Compare,
): CooperativeTask<Uint32Array> {
  let from = values.slice();
  for (let start = 0; start < from.length; start += valuesPerStep) {
    from.subarray(start, start + valuesPerStep).sort(compare);
    yield;
  }
  let into = new Uint32Array(from.length);
  for (let width = valuesPerStep; width < from.length; width *= 2) {
    for (let start = 0; start < from.length; start += 2 * width)
      yield* merge(from, into, { start, width, compare });
    [from, into] = [into, from];
  }
  return from;
}

/** Values sorted or merged in one step. */
const valuesPerStep = 1024;

type Compare = (one: number, other: number) => number;

/** Merges two adjacent runs. */
function* merge(
  from: Uint32Array,
  into: Uint32Array,
  { start, width, compare }: { start: number; width: number; compare: Compare },
): CooperativeTask<void> {
  const middle = Math.min(start + width, from.length);
  const end = Math.min(start + 2 * width, from.length);
  let left = start;
  let right = middle;
  for (let at = start; at < end; at++) {
    const isLeft = right >= end || (left < middle && compare(from[left]!, from[right]!) <= 0);
    into[at] = isLeft ? from[left++]! : from[right++]!;
    if (at % valuesPerStep === 0) yield;
  }
}
