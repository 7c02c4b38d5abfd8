import { emptyIdDigest, type IdDigest } from '../../model/idDigest.ts';
import { twinStates, type PullScope, type Twin, type TwinOrigin } from '../../model/twin.ts';

/** How far the ids of a namespace are listed. */
export type Listing = {
  /** The service's word for the next page; absent at the beginning and at the end. */
  readonly next?: string;
  readonly isDone: boolean;
  readonly listed: IdDigest;
};

/** All that is needed to go on with a pull after a kill. Kept by the engine beside the index that it fills. */
export type Checkpoint = {
  readonly pull: string;
  readonly origin: TwinOrigin;
  readonly scope: PullScope;
  /** How many records the namespace had at the beginning. */
  readonly total: number;
  readonly startedAtMs: number;
  /** Read units that the pull may use in all, and has used. */
  readonly budget: number;
  readonly readUnits: number;
  readonly state: Twin['state'];
  /** Of everything: the ids that were listed, and what came of them written. Of a sample: all ids. */
  readonly listing: Listing;
  /** The ids that were written. */
  readonly written: IdDigest;
  /** Records that the source has, but with vectors that do not fit the index. */
  readonly unfit: number;
  /** A sample's ids are kept in so many notes; so many of them were asked for. */
  readonly idNotes: number;
  readonly place: number;
};

export const checkpointNote = 'state';

/** A note holds so many ids of a sample: of the longest ones 5 MB, usually less than 1 MB. */
const idsPerNote = 10_000;

export function idNoteName(number: number): string {
  return `ids-${number}`;
}

/** The ids of a sample as they are kept. */
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

/** How the index looks in its tags. */
export function twinAt(checkpoint: Checkpoint, pulledAtMs: number): Twin {
  const { pull, origin, scope, total, state } = checkpoint;
  return { pull, origin, scope, total, pulledAtMs, state };
}

const version = 1;

export function encodeCheckpoint(checkpoint: Checkpoint): object {
  return { version, ...checkpoint };
}

/** The checkpoint that was kept; `undefined` where it is of another version or shape. */
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

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
