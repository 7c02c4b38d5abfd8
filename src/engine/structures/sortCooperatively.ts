import type { CooperativeTask } from '../workers/cooperativeTasks.ts';

/** Values that are sorted or merged in one step. */
const atOnce = 1024;

type Compare = (one: number, other: number) => number;

/** The values in order. Sorts short runs and merges them, so that no step takes long, however many values there are. */
export function* sortCooperatively(
  values: Uint32Array,
  compare: Compare,
): CooperativeTask<Uint32Array> {
  let from = values.slice();
  for (let start = 0; start < from.length; start += atOnce) {
    from.subarray(start, start + atOnce).sort(compare);
    yield;
  }
  let into = new Uint32Array(from.length);
  for (let width = atOnce; width < from.length; width *= 2) {
    for (let start = 0; start < from.length; start += 2 * width)
      yield* merge(from, into, { start, width, compare });
    [from, into] = [into, from];
  }
  return from;
}

/** Merges two runs that follow each other. */
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
    if (at % atOnce === 0) yield;
  }
}
