import * as vscode from 'vscode';
import { localEnvironment } from '../../model/environment.ts';
import type { ClearableJournal } from '../../model/writeJournal.ts';
import { isTwinOfEnvironment, twinOf } from '../../model/twin.ts';
import type { VectorIndex } from '../../model/vectorIndex.ts';
import type { Catalog } from '../../services/catalog/catalog.ts';
import type { Connections } from '../../services/environments/connections.ts';
import type { ResultStore } from '../../services/notebook/kept/keptResults.ts';
import type { HistoryStore } from '../../services/notebook/kept/runHistory.ts';
import { fullCount } from '../formatNumbers.ts';
import { parseHistoryLine } from '../notebook/kept/parseKept.ts';
import type { ResultKeeper } from '../notebook/kept/resultKeeper.ts';
import type { OpenNotebooks } from '../notebook/openNotebooks.ts';
import type { DataOwner, LocalData, LocalDataKind } from './clearLocalData.ts';

/** Returns the kinds of data that *Clear Local Data* removes. */
export function localDataKinds(deps: LocalDataDeps): readonly LocalDataKind[] {
  return [
    (owner) => notebookData(deps, owner),
    (owner) => journalData(deps, owner),
    (owner, signal) => twinData(deps, owner, signal),
  ];
}

export type LocalDataDeps = {
  readonly results: ResultStore;
  readonly history: HistoryStore;
  readonly keeper: ResultKeeper;
  readonly notebooks: Pick<OpenNotebooks, 'clearResults'>;
  readonly journal: ClearableJournal;
  readonly catalog: Pick<Catalog, 'indexes' | 'stats' | 'invalidate'>;
  readonly connections: Pick<Connections, 'openForWriting'>;
  /** Whether the local engine was never used: it is not started to look for twins. */
  readonly isLocalUnused: () => Promise<boolean>;
};

/** Results and history of the notebooks of this workspace; of an environment both together. */
async function notebookData(
  { results, history, keeper, notebooks }: LocalDataDeps,
  owner: DataOwner | undefined,
): Promise<readonly LocalData[]> {
  const { files, bytes } = await results.size();
  const lines = await history.read();
  if (owner) {
    const own = lines.filter((line) => parseHistoryLine(line)?.binding.environment === owner.name);
    if (own.length === 0) return [];
    return [
      {
        name: vscode.l10n.t('Results and run history'),
        facts: vscode.l10n.t('{0} runs in this workspace', fullCount(own.length)),
        bytes: own.reduce((sum, line) => sum + line.length, 0),
        clear: () => keeper.forget(owner.name),
      },
    ];
  }
  const kept: LocalData = {
    name: vscode.l10n.t('Results of notebooks'),
    facts: vscode.l10n.t('{0} notebooks of this workspace', fullCount(files)),
    bytes,
    clear: async () => {
      notebooks.clearResults();
      await results.clear();
    },
  };
  const runs: LocalData = {
    name: vscode.l10n.t('Run history'),
    facts: vscode.l10n.t('{0} runs in this workspace', fullCount(lines.length)),
    bytes: await history.size(),
    clear: () => history.clear(),
  };
  return [...(files > 0 ? [kept] : []), ...(lines.length > 0 ? [runs] : [])];
}

/** What undo of writes needs. */
async function journalData(
  { journal }: LocalDataDeps,
  owner: DataOwner | undefined,
): Promise<readonly LocalData[]> {
  const all = await journal.sizes();
  const own = all.filter(({ entry }) => !owner || entry.environmentId === owner.id);
  // A window may be writing the others.
  const ended = own.filter(({ entry }) => entry.state !== 'writing');
  if (ended.length === 0) return [];
  return [
    {
      name: vscode.l10n.t('Undo of writes'),
      facts: vscode.l10n.t('{0} writes of all workspaces', fullCount(ended.length)),
      bytes: ended.reduce((sum, { bytes }) => sum + bytes, 0),
      clear: () => journal.remove(ended.map(({ entry }) => entry.id)),
    },
  ];
}

/** Copies of cloud namespaces on this machine. */
async function twinData(
  { catalog, connections, isLocalUnused }: LocalDataDeps,
  owner: DataOwner | undefined,
  signal: AbortSignal,
): Promise<readonly LocalData[]> {
  if (await isLocalUnused()) return [];
  const indexes = await catalog.indexes(localEnvironment, signal);
  const twins = indexes.filter(({ tags }) => {
    const twin = twinOf(tags);
    return twin && (!owner || isTwinOfEnvironment(twin, owner.id));
  });
  return Promise.all(
    twins.map(async (index) => {
      const { totalRecordCount: recordCount } = await catalog.stats(
        localEnvironment,
        index,
        signal,
      );
      return {
        name: vscode.l10n.t('Twin “{0}”', index.name),
        facts: vscode.l10n.t('{0} records', fullCount(recordCount)),
        bytes: bytesOf(index, recordCount),
        clear: async (stop: AbortSignal) => {
          const client = await connections.openForWriting(localEnvironment, stop);
          await client.deleteIndex(index.name, stop);
          catalog.invalidate(localEnvironment.id);
        },
      };
    }),
  );
}

/** Returns the size of the vectors: four bytes a number. */
function bytesOf({ dimension = 0 }: VectorIndex, recordCount: number): number {
  return 4 * dimension * recordCount;
}
