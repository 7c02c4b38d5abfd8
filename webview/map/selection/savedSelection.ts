import { hashOf } from '../../../src/model/idDigest.ts';
import type { PointSet } from '../shared/pointSet.ts';
import type { PackedSelection, ViewState } from '../viewState.ts';

/** Returns the selection in the form saved in the view state. `ids` are those of all points. */
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

/** Largest total length of saved ids, in characters. Ids remain valid if the map has other points. */
const maxIdLength = 50_000;

/** Largest number of points for which a bit set is saved: the state is sent with each change of the camera. */
const maxPacked = 500_000;

/** The part of the view state that holds the selection. */
type SavedSelection = {
  readonly selection: readonly string[] | undefined;
  readonly packedSelection: PackedSelection | undefined;
};

/** Returns the indexes of the saved selection, as far as its points are on the map. */
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

/** Returns a digest of all ids in order. */
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

/** Returns the decoded bytes; empty for invalid base64. */
function fromBase64(text: string): Uint8Array {
  try {
    return Uint8Array.from(atob(text), (char) => char.charCodeAt(0));
  } catch {
    return new Uint8Array(0);
  }
}
