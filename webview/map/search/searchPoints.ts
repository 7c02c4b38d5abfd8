import { pointsOfBits, PointSet } from '../shared/pointSet.ts';
import type { Points, SearchDeps, SearchState } from './searchState.ts';
import { parseSearch, RankedMatches } from './textMatching.ts';

/** Searches the points. Shows what is found on the way, and nothing once the signal is aborted. */
export async function searchPoints(request: SearchRequest): Promise<void> {
  const query = parseSearch(request.typed);
  if (query.kind === 'filter') return searchByFilter(query.text, request);
  if (request.isByMeaning) return searchByMeaning(request);
  return searchByWords(query.whole, query.words, request);
}

/** Number of points searched before other work can run. */
const slice = 20_000;

export type SearchRequest = {
  readonly typed: string;
  readonly isByMeaning: boolean;
  readonly points: Points;
  readonly deps: SearchDeps;
  readonly signal: AbortSignal;
  /** Shows a state; undefined keeps the matches that are shown. */
  readonly show: (state: SearchState, matches: PointSet | undefined) => void;
};

async function searchByFilter(
  text: string,
  { points, deps, signal, show }: SearchRequest,
): Promise<void> {
  show({ at: 'searching' }, undefined);
  const { points: bits, ...found } = await deps.find(text, signal);
  if (signal.aborted) return;
  const matches = pointsOfBits(points.ids.length, new Uint8Array(bits));
  show({ at: 'found', by: 'filter', ...found }, matches);
}

async function searchByMeaning({
  typed,
  points,
  deps,
  signal,
  show,
}: SearchRequest): Promise<void> {
  show({ at: 'searching' }, undefined);
  const { ids } = await deps.findByMeaning(typed.trim(), signal);
  if (signal.aborted) return;
  const indices = ids.map(deps.indexOf).filter((index) => index >= 0);
  const elsewhere = ids.length - indices.length;
  const matches = new PointSet(points.ids.length, Uint32Array.from(indices));
  show({ at: 'found', by: 'meaning', elsewhere, isCapped: false, unknownFields: [] }, matches);
}

/** Shows what the view itself finds, then what the engine finds further on in the texts. */
async function searchByWords(
  whole: string,
  words: readonly string[],
  { points, deps, signal, show }: SearchRequest,
): Promise<void> {
  const count = points.ids.length;
  const ranked = new RankedMatches(whole, words);
  for (let from = 0; from < count; from += slice) {
    if (from > 0) await new Promise((resolve) => setTimeout(resolve));
    if (signal.aborted) return;
    ranked.scan(points, from, Math.min(from + slice, count));
  }
  const found = {
    at: 'found',
    by: 'words',
    elsewhere: 0,
    isCapped: false,
    unknownFields: [],
  } as const;
  const atOnce = new PointSet(count, ranked.indices());
  show(found, atOnce);
  const { points: bits } = await deps.findTexts(words, signal);
  if (bits === undefined || signal.aborted) return;
  const all = atOnce.with(pointsOfBits(count, new Uint8Array(bits)).indices);
  if (all.size > atOnce.size) show(found, all);
}
