import type { Failure } from '../../common/failure.ts';
import type { Backup } from '../../model/backup.ts';
import type { Environment } from '../../model/environment.ts';
import { hasFailed, type VectorIndex } from '../../model/vectorIndex.ts';
import type { EnvironmentProblem } from '../../services/environments/environmentSettings.ts';
import {
  cachedStatsOf,
  type CachedStats,
  type CatalogSnapshot,
} from '../../services/catalog/catalogSnapshot.ts';
import { recoveryStep } from '../../services/queries/recoveryStep.ts';
import {
  mainNamespace,
  type BackupNode,
  type BackupsNode,
  type EnvironmentNode,
  type ExposedKeyNode,
  type IndexNode,
  type MoreNode,
  type NamespaceNode,
  type NoteNode,
  type ProblemNode,
  type SettingsProblemNode,
  type TreeNode,
} from './nodes.ts';
import type { SettingsPath } from '../../model/exposedKeys.ts';
import type { LoadState } from './treeLoader.ts';

/** Returns a node for an exposed key; `at` is its position in the list. */
export function exposedKeyNode({ scope, path }: ExposedPlace, at: number): ExposedKeyNode {
  const setting = String(path[0]);
  return { type: 'exposedKey', id: `exposedKey/${at}`, scope, setting };
}

type ExposedPlace = { readonly scope: ExposedKeyNode['scope']; readonly path: SettingsPath };

/** Number of namespaces added by each *Show More*. */
export const namespacePageSize = 100;

const freshMs = 60_000;

export function settingsProblemNode(problem: EnvironmentProblem): SettingsProblemNode {
  return {
    type: 'settingsProblem',
    id: `problem/${problem.scope}/${problem.position}`,
    problem,
  };
}

export function environmentNode(
  environment: Environment,
  keyState: Pick<EnvironmentNode, 'hasKey' | 'isConnected' | 'isRotating'>,
  known: CatalogSnapshot | undefined,
  state: LoadState,
): EnvironmentNode {
  return {
    type: 'environment',
    id: `environment/${environment.id}`,
    environment,
    ...keyState,
    ...asOf(known?.at, state),
  };
}

/** Returns the index nodes as last known, below the reason why nothing newer is known, if any. */
export function indexNodes(
  parent: EnvironmentNode,
  known: CatalogSnapshot | undefined,
  state: LoadState,
): readonly TreeNode[] {
  const problems = state.status === 'failed' ? [problemNode(parent, state.failure)] : [];
  const indexes = (known?.indexes ?? []).map((index) =>
    indexNode(parent, index, cachedStatsOf(known, index.name), state),
  );
  if (problems.length + indexes.length > 0) return [...problems, ...indexes];
  const offers = parent.environment.kind === 'local' ? (['offerSample'] as const) : [];
  return ['offerIndex' as const, ...offers].map((note) => noteNode(parent, note));
}

/** Returns the first `shown` namespaces and a node for the rest. */
export function namespaceNodes(
  parent: IndexNode,
  known: CachedStats | undefined,
  state: LoadState,
  shown: number,
): readonly TreeNode[] {
  const problems = state.status === 'failed' ? [problemNode(parent, state.failure)] : [];
  const namespaces = (known?.stats.namespaces ?? []).slice(0, shown);
  const nodes = namespaces.map(({ name, recordCount }): NamespaceNode => ({
    type: 'namespace',
    id: `${parent.id}/namespace/${name}`,
    parent,
    environment: parent.environment,
    recordCount,
    target: { ...parent.target, namespace: name },
  }));
  const hiddenCount = (known?.namespaceCount ?? 0) - nodes.length;
  const more = hiddenCount > 0 ? [moreNode(parent, hiddenCount)] : [];
  if (problems.length + nodes.length > 0) return [...problems, ...nodes, ...more];
  return [noteNode(parent, parent.index.isReady ? 'noRecords' : 'notReady')];
}

/** Whether the index failed or its records are damaged. */
export function isDamaged(index: VectorIndex, state: LoadState): boolean {
  return hasFailed(index) || (state.status === 'failed' && state.failure.kind === 'damaged');
}

/** Returns why an index is damaged, and the ways to recover; never its last known records. */
export function damagedIndexNodes(parent: IndexNode, state: LoadState): readonly TreeNode[] {
  return [
    state.status === 'failed' ? problemNode(parent, state.failure) : noteNode(parent, 'notReady'),
    noteNode(parent, 'restoreBackup'),
    noteNode(parent, 'deleteIndex'),
  ];
}

/** Returns the node for an index' backups; an initializing index has none. */
export function backupsNodes(parent: IndexNode): readonly BackupsNode[] {
  if (!parent.index.isReady && !hasFailed(parent.index)) return [];
  const { environment, target } = parent;
  return [{ type: 'backups', id: `${parent.id}/backups`, parent, environment, target }];
}

/** Returns the backups, newest first, or a hint if there are none. */
export function backupNodes(parent: BackupsNode, backups: readonly Backup[]): readonly TreeNode[] {
  if (backups.length === 0)
    return [noteNode(parent, hasFailed(parent.parent.index) ? 'noBackups' : 'offerBackup')];
  const { environment } = parent;
  return backups.map((backup): BackupNode => ({
    type: 'backup',
    id: `${parent.id}/${backup.id}`,
    parent,
    environment,
    backup,
  }));
}

function indexNode(
  parent: EnvironmentNode,
  index: VectorIndex,
  known: CachedStats | undefined,
  state: LoadState,
): IndexNode {
  const { environment } = parent;
  return {
    type: 'index',
    id: `${parent.id}/index/${index.name}`,
    parent,
    environment,
    index,
    ...(known === undefined || hasFailed(index) ? {} : { known }),
    ...asOf(known?.at ?? parent.asOf, state),
    target: {
      environment: environment.name,
      index: index.name,
      namespace: mainNamespace(known?.stats),
    },
  };
}

/** Returns a node for the failure to load the parent's children. */
export function problemNode(parent: ProblemNode['parent'], failure: Failure): ProblemNode {
  const { environment } = parent;
  return {
    type: 'problem',
    id: `${parent.id}/problem`,
    parent,
    environment,
    failure,
    action: recoveryStep(failure.kind, environment.kind) ?? 'retry',
  };
}

export function noteNode(parent: NoteNode['parent'], note: NoteNode['note']): NoteNode {
  return { type: 'note', id: `${parent.id}/${note}`, parent, note };
}

function moreNode(parent: IndexNode, hiddenCount: number): MoreNode {
  const step = Math.min(hiddenCount, namespacePageSize);
  return { type: 'more', id: `${parent.id}/more`, parent, step, hiddenCount };
}

/** Omits the age of what was just read: it would appear and vanish with every reload. */
function asOf(at: number | undefined, state: LoadState): { asOf?: number } {
  if (at === undefined || state.status === 'loaded') return {};
  return state.status !== 'failed' && Date.now() - at < freshMs ? {} : { asOf: at };
}
