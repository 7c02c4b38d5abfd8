import type { NewIndex } from './newIndex.ts';
import type { VectorRecord } from './record.ts';
import type { IndexKind, Metric } from './vectorIndex.ts';

/** Keeps what each write changes, before it is sent, so that it can be undone. */
export type WriteJournal = {
  begin(write: NewEntry): Promise<PendingEntry>;
  /** Returns the entries, newest first. */
  list(): Promise<readonly WriteEntry[]>;
  /** Yields the changes of an entry in batches. Throws `notFound` if the journal dropped it. */
  changes(id: string): AsyncIterable<readonly WriteChange[]>;
  setState(id: string, state: WriteEntry['state']): Promise<void>;
  /** Returns the free space of its disk in bytes. */
  freeBytes(): Promise<number>;
};

export type WriteAction = 'write' | 'edit' | 'delete' | 'deleteIndex' | 'copy' | 'undo';

/** One write of the user, as the journal lists it. */
export type WriteEntry = {
  /** Sorts by time. */
  readonly id: string;
  /** Milliseconds since 1970. */
  readonly at: number;
  readonly environmentId: string;
  readonly index: string;
  readonly namespace: string;
  readonly action: WriteAction;
  /** Number of records that it changes. */
  readonly count: number;
  /** The first of their ids. */
  readonly sampleIds: readonly string[];
  /** `writing`: a window is still sending it. `started`: it ended early, and some records may be unchanged. */
  readonly state: 'writing' | 'started' | 'done' | 'undone';
  /** What identifies the index that was written to: another one may have its name by now. */
  readonly target?: WriteTarget;
  /** The deleted index, for the action `deleteIndex`. */
  readonly deletedIndex?: {
    readonly settings: NewIndex;
    /** Namespaces without records. */
    readonly emptyNamespaces: readonly string[];
  };
  /** The entry that this one takes back. */
  readonly undoes?: string;
};

/** An index as it was when it was written to. */
export type WriteTarget = {
  readonly host: string;
  readonly kind: IndexKind;
  readonly dimension?: number;
  readonly metric: Metric;
  /** Number of records in its namespace before the write. */
  readonly records: number;
};

/** What a write tells the journal when it begins. */
export type NewEntry = Pick<
  WriteEntry,
  'environmentId' | 'index' | 'namespace' | 'action' | 'undoes' | 'target' | 'deletedIndex'
>;

/**
 * One record before and after a write; absent where it does not exist. `after` without values is text that the service
 * embeds.
 */
export type WriteChange = {
  readonly id: string;
  /** Absent: the namespace of the entry. */
  readonly namespace?: string;
  readonly before?: VectorRecord;
  readonly after?: VectorRecord;
};

/** An entry that is being filled. */
export type PendingEntry = {
  append(changes: readonly WriteChange[]): Promise<void>;
  /** Resolves when what was appended is on disk and can be undone, so that it may be sent. More may be appended. */
  save(): Promise<WriteEntry>;
  /** Resolves when the entry is on disk. It is `writing` until its state is set or this window ends. */
  commit(): Promise<WriteEntry>;
  discard(): Promise<void>;
};

/** A journal whose entries can be measured and removed. */
export type ClearableJournal = {
  /** Returns the entries with their sizes in bytes, the newest first. */
  sizes(): Promise<readonly { readonly entry: WriteEntry; readonly bytes: number }[]>;
  /** Removes entries for good: their writes cannot be undone any more. */
  remove(ids: readonly string[]): Promise<void>;
};
