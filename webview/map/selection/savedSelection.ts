import { hashOf } from '../../../src/model/idDigest.ts';
import type { PointSet } from '../shared/pointSet.ts';
import type { PackedSelection, ViewState } from '../viewState.ts';

/** Ids find their points also among others; so much of them is kept, in characters. */
const maxIdLength = 50_000;

/** A selection among more points does not outlive the view: the state is handed on with each step of the camera. */
const maxPacked = 500_000;

/** What a view's state says of its selection. */
type SavedSelection = {
  readonly selection: readonly string[] | undefined;
  readonly packedSelection: PackedSelection | undefined;
};

/** The selection as it outlives the view. `ids` are those of all points. */
export function saveSelection(points: PointSet, ids: readonly string[]): SavedSelection {
  const selection: string[] = [];
  let length = 0;
  for (const index of points.indices) {
    const id = ids[index] ?? '';
    length += id.length + 1;
    if (length > maxIdLength) return { selection: undefined, packedSelection: pack(points, ids) };
    selection.push(id);
  }
  return { selection: selection.length > 0 ? selection : undefined, packedSelection: undefined };
}

/** Numbers of the points that were selected, as far as they can be told. */
export function restoreSelection(
  { selection = [], packedSelection }: ViewState,
  ids: readonly string[],
  indexOf: (id: string) => number,
): Uint32Array {
  if (packedSelection !== undefined) return unpack(packedSelection, ids);
  return Uint32Array.from(selection.map(indexOf).filter((index) => index >= 0));
}

function pack({ indices }: PointSet, ids: readonly string[]): PackedSelection | undefined {
  if (ids.length > maxPacked) return undefined;
  const bytes = new Uint8Array(Math.ceil(ids.length / 8));
  for (const index of indices) bytes[index >> 3] = (bytes[index >> 3] ?? 0) | (1 << (index & 7));
  return { ids: nameOf(ids), bits: toBase64(bytes) };
}

function unpack(packed: PackedSelection, ids: readonly string[]): Uint32Array {
  if (packed.ids !== nameOf(ids)) return new Uint32Array(0);
  const bytes = fromBase64(packed.bits);
  return Uint32Array.from(ids, (_, index) => index).filter(
    (index) => ((bytes[index >> 3] ?? 0) >> (index & 7)) & 1,
  );
}

/** Decided by all ids and their order. */
function nameOf(ids: readonly string[]): string {
  let seed = 0;
  for (const id of ids) [seed] = hashOf(id, seed);
  return `${ids.length}/${seed.toString(16)}`;
}

function toBase64(bytes: Uint8Array): string {
  let text = '';
  for (const byte of bytes) text += String.fromCharCode(byte);
  return btoa(text);
}

/** Nothing where it is no base64. */
function fromBase64(text: string): Uint8Array {
  try {
    return Uint8Array.from(atob(text), (char) => char.charCodeAt(0));
  } catch {
    return new Uint8Array(0);
  }
}
