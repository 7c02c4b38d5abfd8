import type { Failure } from '../../common/failure.ts';
import type { Backup } from '../../model/backup.ts';
import type { Environment } from '../../model/environment.ts';
import { defaultNamespace, type IndexStats, type VectorIndex } from '../../model/vectorIndex.ts';
import type { EnvironmentProblem } from '../../services/environments/environmentSettings.ts';
import type { CachedStats } from '../../services/catalog/catalogSnapshot.ts';
import type { ListedKey } from '../../services/keys/projectAccess.ts';
import type { RecoveryStep } from '../../services/queries/recoveryStep.ts';

/** Returns the namespace for commands on the index itself: the default one, unless all records are in others. */
export function mainNamespace(stats: IndexStats | undefined): string {
  const filled = (stats?.namespaces ?? []).filter(({ recordCount }) => recordCount > 0);
  if (filled.length === 0 || filled.some(({ name }) => name === defaultNamespace))
    return defaultNamespace;
  return filled.reduce((most, one) => (one.recordCount > most.recordCount ? one : most)).name;
}

/** What the commands of a node act on: environment name, index and namespace. */
export type NodeTarget = {
  readonly environment: string;
  readonly index: string;
  readonly namespace: string;
};

export type EnvironmentNode = {
  readonly type: 'environment';
  readonly id: string;
  readonly environment: Environment;
  readonly hasKey: boolean;
  /** Whether its project is connected, so that its keys are listed. */
  readonly isConnected: boolean;
  /** Whether the rotation of its key has not ended. */
  readonly isRotating: boolean;
  /** When its indexes were last listed, if not just now. */
  readonly asOf?: number;
};

export type IndexNode = {
  readonly type: 'index';
  readonly id: string;
  readonly parent: EnvironmentNode;
  readonly environment: Environment;
  readonly index: VectorIndex;
  readonly known?: CachedStats;
  /** When this was last read, if not just now. */
  readonly asOf?: number;
  readonly target: NodeTarget;
};

export type NamespaceNode = {
  readonly type: 'namespace';
  readonly id: string;
  readonly parent: IndexNode;
  readonly environment: Environment;
  readonly recordCount: number;
  readonly target: NodeTarget;
};

/** Parent of an index' backups, which load when it is expanded. */
export type BackupsNode = {
  readonly type: 'backups';
  readonly id: string;
  readonly parent: IndexNode;
  readonly environment: Environment;
  readonly target: NodeTarget;
};

export type BackupNode = {
  readonly type: 'backup';
  readonly id: string;
  readonly parent: BackupsNode;
  readonly environment: Environment;
  readonly backup: Backup;
};

/** Parent of the keys of an environment's project, which load when it is expanded. */
export type ProjectKeysNode = {
  readonly type: 'projectKeys';
  readonly id: string;
  readonly parent: EnvironmentNode;
  readonly environment: Environment;
};

export type ProjectKeyNode = {
  readonly type: 'projectKey';
  readonly id: string;
  readonly parent: ProjectKeysNode;
  readonly environment: Environment;
  readonly key: ListedKey;
};

/** Stands for the namespaces that are not visible yet. */
export type MoreNode = {
  readonly type: 'more';
  readonly id: string;
  readonly parent: IndexNode;
  readonly step: number;
  readonly hiddenCount: number;
};

/** A failure below its parent, with one action. */
export type ProblemNode = {
  readonly type: 'problem';
  readonly id: string;
  readonly parent: EnvironmentNode | IndexNode | BackupsNode | ProjectKeysNode;
  readonly environment: Environment;
  readonly failure: Failure;
  readonly action: RecoveryStep;
};

/** An invalid settings entry. */
export type SettingsProblemNode = {
  readonly type: 'settingsProblem';
  readonly id: string;
  readonly problem: EnvironmentProblem;
};

/** A key in a settings file. Neither the node nor its id contains any part of it. */
export type ExposedKeyNode = {
  readonly type: 'exposedKey';
  readonly id: string;
  readonly scope: 'user' | 'workspace' | 'folder';
  readonly setting: string;
};

/** A hint in place of children: an offer to create one, no records, or an index that is still initializing. */
export type NoteNode = {
  readonly type: 'note';
  readonly id: string;
  readonly parent: EnvironmentNode | IndexNode | BackupsNode | ProjectKeysNode;
  readonly note:
    | 'noKeys'
    | 'ownKeyRevoked'
    | 'writingKeyRevoked'
    | 'rotationNotEnded'
    | 'offerIndex'
    | 'offerSample'
    | 'noRecords'
    | 'notReady'
    | 'offerBackup'
    | 'noBackups'
    | 'restoreBackup'
    | 'deleteIndex';
};

export type TreeNode =
  | EnvironmentNode
  | IndexNode
  | NamespaceNode
  | BackupsNode
  | BackupNode
  | ProjectKeysNode
  | ProjectKeyNode
  | MoreNode
  | ProblemNode
  | SettingsProblemNode
  | ExposedKeyNode
  | NoteNode;

export function parentOf(node: TreeNode): TreeNode | undefined {
  return 'parent' in node ? node.parent : undefined;
}
