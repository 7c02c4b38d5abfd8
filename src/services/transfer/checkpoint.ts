import { isObject } from '../../common/objects.ts';
import { emptyIdDigest, type IdDigest } from '../../model/idDigest.ts';
import { twinStates, type PullScope, type Twin, type TwinOrigin } from '../../model/twin.ts';

/** State of a pull, sufficient to resume it after a kill. The engine stores it beside the index. */
export type Checkpoint = {
  readonly pull: string;
  readonly origin: TwinOrigin;
  readonly scope: PullScope;
  /** Number of records in the namespace at the start. */
  readonly total: number;
  readonly startedAtMs: number;
  /** Maximum and used read units of the pull. */
  readonly budget: number;
  readonly readUnits: number;
  readonly state: Twin['state'];
  /** For a whole namespace: ids that were listed and written. For a sample: all ids. */
  readonly listing: Listing;
  /** Digest of the written ids. */
  readonly written: IdDigest;
  /** Number of records whose vectors do not fit the index. */
  readonly unfit: number;
  /** Number of notes that hold a sample's ids. */
  readonly idNotes: number;
  readonly place: number;
};

/** How far the ids of a namespace are listed. */
export type Listing = {
  /** The service's token for the next page; absent at the start and at the end. */
  readonly next?: string;
  readonly isDone: boolean;
  readonly listed: IdDigest;
};

export const checkpointNote = 'state';

/** Ids of a sample per note: at most 5 MB, usually less than 1 MB. */
const idsPerNote = 10_000;

export function idNoteName(number: number): string {
  return `ids-${number}`;
}

/** Splits a sample's ids into notes. */
export function idNotesOf(ids: readonly string[]): readonly (readonly string[])[] {
  return Array.from({ length: Math.ceil(ids.length / idsPerNote) }, (_, number) =>
    ids.slice(number * idsPerNote, (number + 1) * idsPerNote),
  );
}

export function newCheckpoint(
  about: Pick<
    Checkpoint,
    'pull' | 'origin' | 'scope' | 'total' | 'startedAtMs' | 'budget' | 'readUnits'
  >,
): Checkpoint {
  return {
    ...about,
    state: 'running',
    listing: { isDone: false, listed: emptyIdDigest },
    written: emptyIdDigest,
    unfit: 0,
    idNotes: 0,
    place: 0,
  };
}

/** Returns the twin that the index' tags describe. */
export function twinAt(checkpoint: Checkpoint, pulledAtMs: number): Twin {
  const { pull, origin, scope, total, state } = checkpoint;
  return { pull, origin, scope, total, pulledAtMs, state };
}

const version = 1;

export function encodeCheckpoint(checkpoint: Checkpoint): object {
  return { version, ...checkpoint };
}

/** Decodes a stored checkpoint; `undefined` for another version or shape. */
export function decodeCheckpoint(value: unknown): Checkpoint | undefined {
  if (!isObject(value) || value['version'] !== version) return undefined;
  const { origin, scope, listing, written, pull, state } = value;
  const counts = ['total', 'startedAtMs', 'budget', 'readUnits', 'unfit', 'idNotes', 'place'];
  const isWhole =
    typeof pull === 'string' &&
    twinStates.some((known) => known === state) &&
    counts.every((name) => isCount(value[name])) &&
    isOrigin(origin) &&
    isScope(scope) &&
    isListing(listing) &&
    isDigest(written);
  if (!isWhole) return undefined;
  const { version: _, ...checkpoint } = value;
  return checkpoint as Checkpoint;
}

function isOrigin(value: unknown): boolean {
  const names = ['environment', 'index', 'namespace'];
  return isObject(value) && names.every((name) => typeof value[name] === 'string');
}

function isScope(value: unknown): boolean {
  if (!isObject(value)) return false;
  const isSample = value['kind'] === 'sample' && isCount(value['size']) && isCount(value['seed']);
  return isSample || value['kind'] === 'all';
}

function isListing(value: unknown): boolean {
  if (!isObject(value) || !isDigest(value['listed'])) return false;
  const { next, isDone } = value;
  return typeof isDone === 'boolean' && (next === undefined || typeof next === 'string');
}

function isDigest(value: unknown): boolean {
  if (!isObject(value) || !isCount(value['count'])) return false;
  return typeof value['hash'] === 'string' && /^[\da-f]{32}$/.test(value['hash']);
}

function isCount(value: unknown): boolean {
  return typeof value === 'number' && Number.isFinite(value) && value >= 0;
}
