import { Failure } from '../../common/failure.ts';
import type { Environment } from '../../model/environment.ts';
import type { PullScope } from '../../model/twin.ts';
import { defaultNamespace, type VectorIndex } from '../../model/vectorIndex.ts';

/** Returns how many records can be listed and fetched for this many units: pages of 100 ids, then tens of records. */
export function recordsForUnits(units: number): number {
  if (units === Infinity) return Infinity;
  const pageUnits = 1 + fetchUnits(idsPerPage);
  const pages = Math.max(0, Math.floor(units / pageUnits));
  const rest = Math.floor(units - pages * pageUnits);
  return pages * idsPerPage + Math.max(0, rest - 1) * recordsPerUnit;
}

/** What a pull reads from. */
export type PullSource = {
  readonly environment: Environment;
  readonly index: VectorIndex;
  readonly namespace: string;
};

/** Maximum ids per listed page, which costs one read unit. */
export const idsPerPage = 100;
/** Records fetched per read unit. */
export const recordsPerUnit = 10;

const idsPerFetch = 100;
/** Ids are URL parameters; the client splits longer lists into several requests. */
const urlCharactersPerFetch = 4000;
/** The service limits responses to 4 MB; leaves room for metadata, up to 40 KB per record. */
const answerBytes = 3.5 * 2 ** 20;
const bytesPerValue = 13;
const bytesPerMetadata = 2000;

const recordsPerBatch = 1000;
const batchBytes = 6 * 2 ** 20;

/** Maximum length of an index name. */
const maxNameLength = 45;

/** Cost of a pull in read units: listing every id, also for a sample, and fetching the wanted records. */
export type PullPrice = { readonly listUnits: number; readonly fetchUnits: number };

export function priceOf(total: number, scope: PullScope): PullPrice {
  return {
    listUnits: Math.max(1, Math.ceil(total / idsPerPage)),
    fetchUnits: fetchUnits(recordsOf(total, scope)),
  };
}

export function unitsOf({ listUnits, fetchUnits }: PullPrice): number {
  return listUnits + fetchUnits;
}

export function fetchUnits(records: number): number {
  return Math.ceil(records / recordsPerUnit);
}

/**
 * Returns the smallest cost that brings a record: a page and its first ten records, or for a sample all pages. 0 if
 * nothing is left.
 */
export function minReadUnits({ listUnits, fetchUnits }: PullPrice, scope: PullScope): number {
  if (fetchUnits === 0) return 0;
  return (scope.kind === 'all' ? Math.min(1, listUnits) : listUnits) + 1;
}

/** Throws `badInput` if the budget minus the used units is too small for a record. */
export function checkBudget(budget: number, used: number, least: number): void {
  if (budget - used >= least) return;
  const units = `${budget.toLocaleString('en')} read unit${budget === 1 ? '' : 's'}`;
  const left = Math.ceil(used).toLocaleString('en');
  throw new Failure(
    'badInput',
    used === 0
      ? `A budget of ${units} is too small for a record: the first ones cost ${least.toLocaleString('en')}`
      : `A budget of ${units} is too small for another record: ${left} are used, and the next ones cost ${least.toLocaleString('en')}`,
  );
}

/** Returns how many records a pull brings. */
export function recordsOf(total: number, scope: PullScope): number {
  return scope.kind === 'all' ? total : Math.min(total, scope.size);
}

/** Returns the remaining cost after this many listed and fetched records. */
export function priceLeft(
  { total, scope }: { readonly total: number; readonly scope: PullScope },
  { listed, fetched }: { readonly listed: number; readonly fetched: number },
): PullPrice {
  return {
    listUnits: Math.ceil(Math.max(0, total - listed) / idsPerPage),
    fetchUnits: fetchUnits(Math.max(0, recordsOf(total, scope) - fetched)),
  };
}

/** Default budget: 10% above the expected cost. */
export function defaultBudget(price: PullPrice): number {
  return Math.ceil(unitsOf(price) * 1.1) + 10;
}

/** Returns the whole namespace for a sample that is not smaller. */
export function normalisedScope(total: number, scope: PullScope): PullScope {
  return scope.kind === 'sample' && scope.size >= total ? { kind: 'all' } : scope;
}

/** Returns a free name for the twin: `docs-twin`, `docs-blue-twin` for the namespace “blue”, `docs-twin-2`. */
export function twinName({ index, namespace }: PullSource, taken: ReadonlySet<string>): string {
  const parts = namespace === defaultNamespace ? [index.name] : [index.name, namespace];
  const stem = parts
    .join('-')
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^-+|-+$/g, '');
  for (let number = 1; ; number++) {
    const end = number === 1 ? 'twin' : `twin-${number}`;
    const start = stem.slice(0, maxNameLength - end.length - 1).replace(/-+$/, '');
    const name = start === '' ? end : `${start}-${end}`;
    if (!taken.has(name)) return name;
  }
}

/** Returns how many ids are listed, fetched and written per checkpoint: whole pages. */
export function batchSize(dimension: number): number {
  const fitting = Math.floor(batchBytes / (dimension * Float32Array.BYTES_PER_ELEMENT));
  const pages = Math.floor(Math.min(recordsPerBatch, fitting) / idsPerPage);
  return Math.max(1, pages) * idsPerPage;
}

/**
 * Splits ids into groups of one request each, in multiples of ten if possible: the service charges one read unit per
 * ten started.
 */
export function splitForFetch(ids: readonly string[], dimension: number): readonly string[][] {
  const fitting = Math.floor(answerBytes / (dimension * bytesPerValue + bytesPerMetadata));
  const most = Math.max(1, Math.min(idsPerFetch, fitting));
  const portions: string[][] = [];
  for (let start = 0; start < ids.length;) {
    let end = start;
    for (let length = 0; end < ids.length && end - start < most; end++) {
      length += encodeURIComponent(ids[end] ?? '').length + '&ids='.length;
      if (length > urlCharactersPerFetch && end > start) break;
    }
    const count = end - start;
    const isRounded = end < ids.length && count >= recordsPerUnit;
    end = isRounded ? start + count - (count % recordsPerUnit) : end;
    portions.push(ids.slice(start, end));
    start = end;
  }
  return portions;
}
