import { recordOfPoint } from '../../../model/map/pointKey.ts';

/** Points one behind the other whose records are in one namespace. */
export type PointBatch = {
  readonly namespace: string;
  readonly ids: readonly string[];
  /** Number of the first of the points. */
  readonly first: number;
};

/** All points, by namespace and at most `maxIds` at a time. `own` is the namespace of keys that name none. */
export function* batchesOf(
  keys: readonly string[],
  own: string,
  maxIds: number,
): Generator<PointBatch> {
  let batch = { namespace: own, ids: [] as string[], first: 0 };
  for (const [at, key] of keys.entries()) {
    const { namespace, id } = recordOfPoint(key, own);
    if (namespace !== batch.namespace || batch.ids.length === maxIds) {
      if (batch.ids.length > 0) yield batch;
      batch = { namespace, ids: [], first: at };
    }
    batch.ids.push(id);
  }
  if (batch.ids.length > 0) yield batch;
}

/** Sets in `bits` those that are set among the first `count` of `some`, from place `first` on. */
export function setBits(bits: Uint32Array, first: number, some: Uint32Array, count: number): void {
  for (let at = 0; at < count; at++) {
    if (((some[at >>> 5]! >>> (at & 31)) & 1) === 0) continue;
    const place = first + at;
    bits[place >>> 5]! |= 1 << (place & 31);
  }
}
