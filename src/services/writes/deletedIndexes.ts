import { throwIfAborted } from '../../common/async.ts';
import { Failure } from '../../common/failure.ts';
import type { Environment } from '../../model/environment.ts';
import { settingsOfIndex } from '../../model/indexSettings.ts';
import type { NewIndex } from '../../model/newIndex.ts';
import { defaultNamespace, type IndexStats, type VectorIndex } from '../../model/vectorIndex.ts';
import type {
  PendingEntry,
  WriteChange,
  WriteEntry,
  WriteJournal,
} from '../../model/writeJournal.ts';
import type { IndexClient, PineconeClient } from '../../pinecone/pineconeClient.ts';
import type { IndexCreation } from '../catalog/indexCreation.ts';
import { otherIndexSign, writeTargetOf } from './otherIndex.ts';
import { readSelection } from './recordSelection.ts';
import type { WriteStep } from './recordWrites.ts';
import { fitsUndo } from './undoBudget.ts';
import { recordBatches } from './writeBatches.ts';

/** Saves indexes before they are deleted, and brings them back with their settings and records. */
export class DeletedIndexes {
  readonly #deps: DeletedIndexesDeps;

  constructor(deps: DeletedIndexesDeps) {
    this.#deps = deps;
  }

  /** Whether the journal can hold the index. */
  async canSave(
    { kind }: Environment,
    index: VectorIndex,
    stats: Pick<IndexStats, 'totalRecordCount'>,
  ): Promise<boolean> {
    if (settingsOfIndex(index) === undefined) return false;
    const { totalRecordCount: count } = stats;
    const records = { read: count, saved: count, dimension: index.dimension };
    return fitsUndo(this.#deps.journal, { ...records, isLocal: kind === 'local' });
  }

  /**
   * Saves all records of an index with its settings. Throws `conflict` if fewer records can be read than the service
   * counts. Cancelling leaves nothing behind.
   */
  async save(
    environment: Environment,
    index: VectorIndex,
    signal: AbortSignal,
    onStep: OnStep,
  ): Promise<SavedIndex> {
    const { connections, journal } = this.#deps;
    const settings = settingsOfIndex(index);
    if (settings === undefined)
      throw new Failure('badInput', `“${index.name}” cannot be created again from its settings`);
    const service = await connections.openForWriting(environment, signal);
    const client = service.index(index.host, index.documents);
    const { namespaces } = await client.stats(signal);
    const total = namespaces.reduce((sum, { recordCount }) => sum + recordCount, 0);
    const empty = namespaces.filter(({ recordCount }) => recordCount === 0);
    const pending = await journal.begin({
      environmentId: environment.id,
      index: index.name,
      namespace: defaultNamespace,
      action: 'deleteIndex',
      target: writeTargetOf(index, total),
      deletedIndex: { settings, emptyNamespaces: empty.map(({ name }) => name) },
    });
    try {
      const filled = namespaces.filter(({ recordCount }) => recordCount > 0);
      const saved = await append(pending, client, filled, total, signal, onStep);
      if (saved < total) throw unread(index.name, saved, total);
      const entry = await pending.commit();
      return {
        entry,
        note: (state) => journal.setState(entry.id, state),
        discard: () => pending.discard(),
      };
    } catch (error) {
      await pending.discard();
      throw error;
    }
  }

  /** Returns the index that has the name now. Throws `conflict` if its settings are others than those of the deleted one. */
  async existing(
    environment: Environment,
    entry: WriteEntry,
    signal: AbortSignal,
  ): Promise<VectorIndex | undefined> {
    const service = await this.#deps.connections.openForWriting(environment, signal);
    const index = await service.describeIndex(entry.index, signal).catch((error: unknown) => {
      if (Failure.is(error, 'notFound')) return undefined;
      throw error;
    });
    if (index === undefined) return undefined;
    if (otherIndexSign(entry, writeTargetOf(index, 0)) !== 'settings') return index;
    const message = `There is another index “${entry.index}” now, with other settings: delete it first to bring this one back`;
    throw new Failure('conflict', message);
  }

  /** Creates the index unless it exists, and writes its records. A run that ended early can be repeated. */
  async restore(
    environment: Environment,
    entry: WriteEntry,
    existing: VectorIndex | undefined,
    signal: AbortSignal,
    onStep: OnStep,
  ): Promise<void> {
    const { connections, creation, journal, catalog } = this.#deps;
    const { settings, emptyNamespaces } = deletedIndexOf(entry);
    const index = existing ?? (await creation.create(environment, settings, signal));
    throwIfAborted(signal);
    const service = await connections.openForWriting(environment, signal);
    const client = service.index(index.host, index.documents);
    try {
      for (const name of emptyNamespaces) await createNamespace(client, name, signal);
      let done = 0;
      for await (const changes of journal.changes(entry.id)) {
        throwIfAborted(signal);
        await writeBack(client, changes, signal);
        done += changes.length;
        onStep({ step: 'writing', done, total: entry.count });
      }
    } finally {
      catalog.invalidate(environment.id);
    }
    await journal.setState(entry.id, 'undone');
  }
}

export type DeletedIndexesDeps = {
  readonly connections: {
    openForWriting(
      environment: Environment,
      signal: AbortSignal,
    ): Promise<Pick<PineconeClient, 'describeIndex' | 'index'>>;
  };
  readonly catalog: { invalidate(environmentId: string): void };
  readonly creation: Pick<IndexCreation, 'create'>;
  readonly journal: WriteJournal;
};

type OnStep = (step: WriteStep) => void;

/** An index whose records and settings are in the journal. */
export type SavedIndex = {
  readonly entry: WriteEntry;
  /** Notes how the deletion ended. */
  readonly note: (state: 'done' | 'started') => Promise<void>;
  /** Drops what was saved: the index was not deleted. */
  readonly discard: () => Promise<void>;
};

async function append(
  pending: PendingEntry,
  client: IndexClient,
  namespaces: readonly { readonly name: string }[],
  total: number,
  signal: AbortSignal,
  onStep: OnStep,
): Promise<number> {
  let done = 0;
  for (const { name } of namespaces)
    for await (const page of readSelection(client, name, { all: true }, signal)) {
      throwIfAborted(signal);
      const changes = page.flatMap(({ id, record }) =>
        record === undefined ? [] : [{ id, namespace: name, before: record }],
      );
      await pending.append(changes);
      done += changes.length;
      onStep({ step: 'saving', done, total });
    }
  return done;
}

async function writeBack(
  client: IndexClient,
  changes: readonly WriteChange[],
  signal: AbortSignal,
): Promise<void> {
  for (const [namespace, some] of Map.groupBy(
    changes,
    (one) => one.namespace ?? defaultNamespace,
  )) {
    const { texts, vectors } = recordBatches(some.flatMap(({ before }) => before ?? []));
    for (const batch of vectors) await client.upsert(namespace, batch, signal);
    for (const batch of texts) await client.upsertTexts(namespace, batch, signal);
  }
}

async function createNamespace(
  client: IndexClient,
  name: string,
  signal: AbortSignal,
): Promise<void> {
  await client.createNamespace(name, signal).catch((error: unknown) => {
    if (!Failure.is(error, 'conflict')) throw error;
  });
}

function deletedIndexOf({ deletedIndex }: WriteEntry): {
  readonly settings: NewIndex;
  readonly emptyNamespaces: readonly string[];
} {
  if (deletedIndex !== undefined) return deletedIndex;
  throw new Failure('internal', 'The journal does not have the settings of this index');
}

function unread(name: string, saved: number, total: number): Failure {
  return new Failure(
    'conflict',
    `Only ${saved} of ${total} records of “${name}” could be read, so nothing is deleted: try again in a minute, or back the index up`,
  );
}
