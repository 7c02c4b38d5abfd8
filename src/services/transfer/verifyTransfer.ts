/** Returns the reasons why a transfer is incomplete; empty if it is complete. */
export function verifyTransfer(evidence: Evidence): readonly Shortfall[] {
  const { wanted, listed, counted, written, held, isSame, unfit } = evidence;
  const vanished = wanted - written - unfit;
  const shortfalls: Shortfall[] = [];
  if (vanished > 0) shortfalls.push({ kind: 'vanished', count: vanished });
  if (unfit > 0) shortfalls.push({ kind: 'unfit', count: unfit });
  if (listed !== counted) shortfalls.push({ kind: 'changed', listed, counted });
  if (!isSame) shortfalls.push({ kind: 'differs', held, written });
  return shortfalls;
}

/** Why a transfer is incomplete. */
export type Shortfall =
  /** Listed, but deleted before they were fetched. */
  | { readonly kind: 'vanished'; readonly count: number }
  /** Vectors that do not fit the index. */
  | { readonly kind: 'unfit'; readonly count: number }
  /** The source listed another number of records than it counts now. */
  | { readonly kind: 'changed'; readonly listed: number; readonly counted: number }
  /** The engine does not hold exactly the written records. */
  | { readonly kind: 'differs'; readonly held: number; readonly written: number };

/** Facts collected by a transfer. */
export type Evidence = {
  /** Number of requested ids. */
  readonly wanted: number;
  /** Numbers of ids listed and records counted by the source. */
  readonly listed: number;
  readonly counted: number;
  /** Numbers of records written and held by the engine. */
  readonly written: number;
  readonly held: number;
  /** Whether the held ids are the written ones. */
  readonly isSame: boolean;
  readonly unfit: number;
};
