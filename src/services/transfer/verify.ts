/** Why a pull is not complete. */
export type Shortfall =
  /** Listed, but gone when they were fetched. */
  | { readonly kind: 'vanished'; readonly count: number }
  /** With vectors that do not fit the index. */
  | { readonly kind: 'unfit'; readonly count: number }
  /** The source listed another number of records than it counts now. */
  | { readonly kind: 'changed'; readonly listed: number; readonly counted: number }
  /** The engine does not hold exactly what was written. */
  | { readonly kind: 'differs'; readonly held: number; readonly written: number };

/** What is known once everything was read. */
export type Evidence = {
  /** Ids that were asked for. */
  readonly wanted: number;
  /** Ids that the source listed, and records that it counts. */
  readonly listed: number;
  readonly counted: number;
  /** Records that were written, and that the engine holds. */
  readonly written: number;
  readonly held: number;
  /** Whether the ids held are those that were written. */
  readonly isSame: boolean;
  readonly unfit: number;
};

/** Everything that speaks against calling a pull complete; nothing where it is. */
export function verify(evidence: Evidence): readonly Shortfall[] {
  const { wanted, listed, counted, written, held, isSame, unfit } = evidence;
  const vanished = wanted - written - unfit;
  const shortfalls: Shortfall[] = [];
  if (vanished > 0) shortfalls.push({ kind: 'vanished', count: vanished });
  if (unfit > 0) shortfalls.push({ kind: 'unfit', count: unfit });
  if (listed !== counted) shortfalls.push({ kind: 'changed', listed, counted });
  if (!isSame) shortfalls.push({ kind: 'differs', held, written });
  return shortfalls;
}
