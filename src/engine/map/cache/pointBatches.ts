import { parsePointKey } from '../../../model/map/pointKey.ts';

/**
 * Splits point keys into batches of one namespace and at most `maxIds` ids. Keys without a namespace belong to
 * `own`.
 */
export function* batchesOf(
  keys: readonly string[],
  own: string,
  maxIds: number,
): Generator<PointBatch> {
  let batch = { namespace: own, ids: [] as string[], first: 0 };
  for (const [at, key] of keys.entries()) {
    const { namespace, id } = parsePointKey(key, own);
    if (namespace !== batch.namespace || batch.ids.length === maxIds) {
      if (batch.ids.length > 0) yield batch;
      batch = { namespace, ids: [], first: at };
    }
    batch.ids.push(id);
  }
  if (batch.ids.length > 0) yield batch;
}

/** Consecutive points whose records are in one namespace. */
export type PointBatch = {
  readonly namespace: string;
  readonly ids: readonly string[];
  /** Index of the first point of the batch. */
  readonly first: number;
};

/** Copies the first `count` bits of `some` into `bits`, starting at bit `first`. Only ones are copied. */
export function setBits(bits: Uint32Array, first: number, some: Uint32Array, count: number): void {
  for (let at = 0; at < count; at++) {
    if (((some[at >>> 5]! >>> (at & 31)) & 1) === 0) continue;
    const place = first + at;
    bits[place >>> 5]! |= 1 << (place & 31);
  }
}
