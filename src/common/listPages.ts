import { throwIfAborted } from './async.ts';
import { Failure } from './failure.ts';

/** A page of a longer list; without `next` it is the last. */
export type Page<T> = { readonly items: readonly T[]; readonly next?: string };

export type Paging<P extends Page<unknown>> = {
  /** Completes “Could not ...”. */
  readonly purpose: string;
  /** The page that `next` names, or the first one. */
  readonly ask: (next: string | undefined, signal: AbortSignal) => Promise<P>;
  /** Where to begin. */
  readonly from?: string;
  /** More than any list of this kind has. */
  readonly maxPages: number;
};

/**
 * The pages of a list to its end. Throws `cancelled` once the signal is aborted, `unavailable` where the service goes round
 * in a circle or gives more than `maxPages`: a list without an end would be asked for, and paid, for ever.
 */
export async function* listPages<P extends Page<unknown>>(
  { purpose, ask, from, maxPages }: Paging<P>,
  signal: AbortSignal,
): AsyncGenerator<P, void> {
  let next = from;
  // Brent's algorithm: one remembered token, moved on at powers of two, meets every circle.
  let remembered = next;
  let movesAt = 1;
  for (let count = 1; ; count++) {
    throwIfAborted(signal);
    const page = await ask(next, signal);
    yield page;
    ({ next } = page);
    if (next === undefined) return;
    if (next === remembered)
      throw endless(purpose, 'the service names the same page again and again');
    if (count >= maxPages) throw endless(purpose, `the service gives more than ${maxPages} pages`);
    if (count === movesAt) {
      remembered = next;
      movesAt *= 2;
    }
  }
}

function endless(purpose: string, why: string): Failure {
  return new Failure('unavailable', `Could not ${purpose}: ${why}`);
}
