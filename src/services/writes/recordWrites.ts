import { throwIfAborted } from '../../common/async.ts';
import { Failure } from '../../common/failure.ts';
import type { Environment } from '../../model/environment.ts';
import type { VectorRecord } from '../../model/record.ts';
import { hasSameContents, hasSameMetadata } from '../../model/recordContents.ts';
import type { VectorIndex } from '../../model/vectorIndex.ts';
import type {
  WriteAction,
  WriteChange,
  WriteEntry,
  WriteJournal,
  WriteTarget,
} from '../../model/writeJournal.ts';
import type { IndexClient, PineconeClient } from '../../pinecone/pineconeClient.ts';
import type { Catalog } from '../catalog/catalog.ts';
import { withNewEmbedding } from './embeddedText.ts';
import { isBeingUndone } from './nextToUndo.ts';
import { otherIndexSign, writeTargetOf, type OtherIndexSign } from './otherIndex.ts';
import { batchesOf, isTextOnly } from './writeBatches.ts';
import { fitsUndo, journalBytes } from './undoBudget.ts';
import { readSelection, type RecordSelection, type SelectedRecord } from './recordSelection.ts';

/**
 * Changes records so that each change can be undone: it saves the current records in the journal, then sends the
 * changes. The only way from a user's action to the records of an index.
 */
export class RecordWrites {
  readonly #deps: RecordWritesDeps;

  constructor(deps: RecordWritesDeps) {
    this.#deps = deps;
  }

  /**
   * Changes the selected records and returns the journal's entry; `undefined` if nothing differs. Cancelling while
   * records are being saved changes nothing; later, the entry undoes what was written.
   */
  async run(
    write: RecordsWrite,
    signal: AbortSignal,
    onStep: OnStep = () => undefined,
  ): Promise<WriteEntry | undefined> {
    const { place, action, selection, change, count } = write;
    const target = await this.#open(place, signal);
    if (count !== undefined) await this.#checkSpace(target.index, count);
    const changes = changesOf(
      readSelection(target.client, place.namespace, selection, signal),
      change,
      target.index,
    );
    return this.#apply(place, target, { action, changes, count }, signal, onStep);
  }

  /** Whether the journal can hold so many records of the index, which are read first. */
  canSave(
    { kind }: Environment,
    { dimension }: Pick<VectorIndex, 'dimension'>,
    count: number,
  ): Promise<boolean> {
    const records = { read: count, saved: count, dimension, isLocal: kind === 'local' };
    return fitsUndo(this.#deps.journal, records);
  }

  /**
   * Deletes a namespace after its records are saved, so that undo brings them back. Cancelling while records are being saved
   * changes nothing. Returns `undefined` if it was empty.
   */
  async deleteNamespace(
    place: WritePlace,
    count: number,
    signal: AbortSignal,
    onStep: OnStep = () => undefined,
  ): Promise<WriteEntry | undefined> {
    const target = await this.#open(place, signal);
    await this.#checkSpace(target.index, count);
    const { environment, index, namespace } = place;
    const selected = readSelection(target.client, namespace, { all: true }, signal);
    const entry = await this.#save(
      {
        environmentId: environment.id,
        index,
        namespace,
        action: 'delete',
        target: writeTargetOf(target.index, count),
      },
      { changes: changesOf(selected, () => undefined, target.index), count },
      signal,
      onStep,
    );
    try {
      await target.client.deleteNamespace(namespace, signal);
    } catch (error) {
      if (entry !== undefined) await this.#note(entry, 'started');
      throw error;
    } finally {
      this.#deps.catalog.invalidate(environment.id);
    }
    if (entry === undefined) return undefined;
    await this.#note(entry, 'done');
    return { ...entry, state: 'done' };
  }

  /** Returns a sign that the index is another one than that which was written to. Costs no read units. */
  async otherIndexSign(
    place: WritePlace,
    entry: WriteEntry,
    signal: AbortSignal,
  ): Promise<OtherIndexSign | undefined> {
    const target = await this.#open(place, signal);
    return otherIndexSign(entry, await targetOf(target, place.namespace, signal));
  }

  /** Returns the ids of the entry's records that were changed again since. Costs the reads of its records. */
  async changedSince(place: WritePlace, entry: WriteEntry, signal: AbortSignal): Promise<string[]> {
    const target = await this.#open(place, signal);
    const ids: string[] = [];
    for await (const { current, change } of this.#currentOf(target, place, entry, signal))
      if (!isAs(current, change.after) && !isAs(current, change.before)) ids.push(change.id);
    return ids;
  }

  /**
   * Writes the records of an entry back as they were before it, except those with the ids in `keep`. Throws `conflict`
   * while a window is still sending the entry.
   */
  async undo(
    place: WritePlace,
    entry: WriteEntry,
    keep: ReadonlySet<string>,
    signal: AbortSignal,
    onStep: OnStep = () => undefined,
  ): Promise<WriteEntry | undefined> {
    const entries = await this.#deps.journal.list();
    const isBusy = entries.some(({ id, state }) => id === entry.id && state === 'writing');
    if (isBusy || isBeingUndone(entry, entries))
      throw new Failure('conflict', 'Another window is still sending this write: wait for its end');
    const target = await this.#open(place, signal);
    const pages = this.#currentOf(target, place, entry, signal);
    const changes = (async function* (): AsyncIterable<Change> {
      for await (const { current, change } of pages)
        if (!keep.has(change.id))
          yield {
            id: change.id,
            ...(current && { before: current }),
            ...(change.before && { after: change.before }),
          };
    })();
    const plan = { action: 'undo' as const, undoes: entry.id, changes, count: entry.count };
    const undone = await this.#apply(place, target, plan, signal, onStep);
    await this.#note(entry, 'undone');
    return undone;
  }

  async #apply(
    { environment, index, namespace }: WritePlace,
    target: Target,
    plan: {
      readonly action: WriteAction;
      readonly undoes?: string;
      readonly changes: AsyncIterable<Change>;
      readonly count: number | undefined;
    },
    signal: AbortSignal,
    onStep: OnStep,
  ): Promise<WriteEntry | undefined> {
    const { journal, catalog } = this.#deps;
    const { action, undoes } = plan;
    const { client } = target;
    const entry = await this.#save(
      {
        environmentId: environment.id,
        index,
        namespace,
        action,
        target: await targetOf(target, namespace, signal),
        ...(undoes !== undefined && { undoes }),
      },
      plan,
      signal,
      onStep,
    );
    if (entry === undefined) return undefined;
    try {
      let done = 0;
      for await (const changes of journal.changes(entry.id)) {
        throwIfAborted(signal);
        await send(client, namespace, changes, signal);
        done += changes.length;
        onStep({ step: 'writing', done, total: entry.count });
      }
    } catch (error) {
      await this.#note(entry, 'started');
      throw error;
    } finally {
      catalog.invalidate(environment.id);
    }
    await this.#note(entry, 'done');
    return { ...entry, state: 'done' };
  }

  /** Notes how a write ended. The records are sent by then, so a full disk is no failure: the entry can still be undone. */
  async #note({ id }: WriteEntry, state: WriteEntry['state']): Promise<void> {
    await this.#deps.journal.setState(id, state).catch(() => undefined);
  }

  /** Saves the changes on disk. Returns `undefined` if there are none. */
  async #save(
    write: Parameters<WriteJournal['begin']>[0],
    {
      changes,
      count,
    }: { readonly changes: AsyncIterable<Change>; readonly count: number | undefined },
    signal: AbortSignal,
    onStep: OnStep,
  ): Promise<WriteEntry | undefined> {
    const pending = await this.#deps.journal.begin(write);
    try {
      let done = 0;
      for await (const batch of inBatches(changes)) {
        throwIfAborted(signal);
        await pending.append(batch);
        done += batch.length;
        onStep({ step: 'saving', done, ...(count !== undefined && { total: count }) });
      }
      if (done > 0) return await pending.commit();
    } catch (error) {
      await pending.discard();
      throw error;
    }
    await pending.discard();
    return undefined;
  }

  async *#currentOf(
    { client }: Target,
    { namespace }: WritePlace,
    entry: WriteEntry,
    signal: AbortSignal,
  ): AsyncIterable<{ current: VectorRecord | undefined; change: WriteChange }> {
    for await (const changes of this.#deps.journal.changes(entry.id)) {
      const { value } = await client.fetch(
        namespace,
        changes.map(({ id }) => id),
        signal,
      );
      const found = new Map(value.map((record) => [record.id, record]));
      for (const change of changes) yield { current: found.get(change.id), change };
    }
  }

  async #open({ environment, index: name }: WritePlace, signal: AbortSignal): Promise<Target> {
    const service = await this.#deps.connections.openForWriting(environment, signal);
    const index = await service.describeIndex(name, signal);
    return { index, client: service.index(index.host, index.documents) };
  }

  async #checkSpace({ dimension }: VectorIndex, count: number): Promise<void> {
    const needed = journalBytes(count, dimension);
    const free = await this.#deps.journal.freeBytes();
    if (needed < free) return;
    const message = `Undo needs about ${toGigabytes(needed)} GB on this disk, which has ${toGigabytes(free)} GB left: free some space, or change fewer records at a time`;
    throw new Failure('quota', message);
  }
}

/** The namespace that a write changes. */
export type WritePlace = {
  readonly environment: Environment;
  readonly index: string;
  readonly namespace: string;
};

export type RecordsWrite = {
  readonly place: WritePlace;
  readonly action: WriteAction;
  readonly selection: RecordSelection;
  /** Returns the record as it should be; `undefined` deletes it. */
  readonly change: (current: VectorRecord | undefined, id: string) => VectorRecord | undefined;
  /** Number of selected records, if known: the space for undo is checked first. */
  readonly count?: number;
};

export type WriteStep = {
  readonly step: 'saving' | 'writing';
  /** Number of records done in this step. */
  readonly done: number;
  /** Absent while the number is unknown. */
  readonly total?: number;
};

export type RecordWritesDeps = {
  readonly connections: {
    checkWritable(environment: Environment): void;
    openForWriting(
      environment: Environment,
      signal: AbortSignal,
    ): Promise<Pick<PineconeClient, 'describeIndex' | 'index'>>;
  };
  readonly catalog: Pick<Catalog, 'invalidate'>;
  readonly journal: WriteJournal;
};

type Target = { readonly index: VectorIndex; readonly client: IndexClient };
type OnStep = (step: WriteStep) => void;
type Change = {
  readonly id: string;
  readonly before?: VectorRecord;
  readonly after?: VectorRecord;
};

async function targetOf(
  { index, client }: Target,
  namespace: string,
  signal: AbortSignal,
): Promise<WriteTarget> {
  const { namespaces } = await client.stats(signal);
  const records = namespaces.find(({ name }) => name === namespace)?.recordCount ?? 0;
  return writeTargetOf(index, records);
}

async function* changesOf(
  pages: AsyncIterable<readonly SelectedRecord[]>,
  change: RecordsWrite['change'],
  { textField }: Pick<VectorIndex, 'textField'>,
): AsyncIterable<Change> {
  for await (const page of pages)
    for (const { id, record } of page) {
      const changed = change(record, id);
      const after = changed && withNewEmbedding(record, changed, textField);
      if (record === undefined && after === undefined) continue;
      if (record !== undefined && after !== undefined && hasSameContents(record, after)) continue;
      yield { id, ...(record && { before: record }), ...(after && { after }) };
    }
}

async function* inBatches(changes: AsyncIterable<Change>): AsyncIterable<Change[]> {
  let batch: Change[] = [];
  for await (const change of changes) {
    batch.push(change);
    if (batch.length < 100) continue;
    yield batch;
    batch = [];
  }
  if (batch.length > 0) yield batch;
}

async function send(
  client: IndexClient,
  namespace: string,
  changes: readonly WriteChange[],
  signal: AbortSignal,
): Promise<void> {
  const { texts, vectors, deleted } = batchesOf(changes);
  for (const batch of texts) await client.upsertTexts(namespace, batch, signal);
  for (const batch of vectors) await client.upsert(namespace, batch, signal);
  if (deleted.length > 0) await client.delete({ namespace, ids: deleted }, signal);
}

/** Whether a record is as a change left it. The vector of an embedded text is unknown, so its metadata decides. */
function isAs(current: VectorRecord | undefined, expected: VectorRecord | undefined): boolean {
  if (current === undefined || expected === undefined) return current === expected;
  return isTextOnly(expected)
    ? hasSameMetadata(current.metadata, expected.metadata)
    : hasSameContents(current, expected);
}

function toGigabytes(bytes: number): string {
  return (bytes / 1024 ** 3).toFixed(1);
}
