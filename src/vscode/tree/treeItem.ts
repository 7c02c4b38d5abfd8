import * as vscode from 'vscode';
import type { Environment } from '../../model/environment.ts';
import { twinOf } from '../../model/twin.ts';
import { looksLikeKey } from '../../model/exposedKeys.ts';
import { escapeInvisible } from '../../model/escapeInvisible.ts';
import { formatAge } from '../formatAge.ts';
import { formatCount } from '../formatNumbers.ts';
import { commands, settings } from '../ids.ts';
import { keyNoteItem, projectKeyItem, projectKeysItem } from './keyItems.ts';
import {
  backupTooltip,
  environmentTooltip,
  indexTooltip,
  type NameOf,
  type OriginCount,
} from './tooltips.ts';
import type { TransferProgress } from '../../services/transfer/progressMeter.ts';
import { twinIcon, twinText } from './twinText.ts';
import type { WriteAccess } from '../../services/writes/writeAccess.ts';
import { kindLabel, problemLabel, roleLabel, scopeLabel } from '../labels.ts';
import type {
  BackupNode,
  BackupsNode,
  EnvironmentNode,
  ExposedKeyNode,
  IndexNode,
  MoreNode,
  NamespaceNode,
  NoteNode,
  ProblemNode,
  SettingsProblemNode,
  TreeNode,
} from './nodes.ts';

/** Returns how VS Code shows a node. `contextValue` holds words, for `viewItem =~ /\bindex\b/`. */
export function treeItemOf(node: TreeNode, surroundings: TreeItemContext): vscode.TreeItem {
  const item = itemOf(node, surroundings);
  item.id = node.id;
  // Names come from the service and may contain characters that reorder the text beside them.
  if (typeof item.label === 'string') item.label = escapeInvisible(item.label);
  if (typeof item.description === 'string') item.description = escapeInvisible(item.description);
  return item;
}

export type EngineState = 'stopped' | 'starting' | 'running' | 'crashed';

/** State that a tree item depends on besides its node. */
export type TreeItemContext = {
  readonly engine: EngineState;
  readonly now: number;
  readonly nameOf: NameOf;
  readonly originCount: OriginCount;
  readonly writeAccess: Pick<WriteAccess, 'isReadOnly' | 'isLocked'>;
  /** Whether no key of an environment may write records. */
  readonly isUnwritable: (environment: Environment) => boolean;
  /** Returns the progress of a pull into a local index, if this window runs it. */
  readonly progressOf: (index: string) => TransferProgress | undefined;
};

const { Collapsed, None } = vscode.TreeItemCollapsibleState;

function itemOf(node: TreeNode, surroundings: TreeItemContext): vscode.TreeItem {
  switch (node.type) {
    case 'environment':
      return environmentItem(node, surroundings);
    case 'index':
      return indexItem(node, surroundings);
    case 'namespace':
      return namespaceItem(node, surroundings);
    case 'backups':
      return backupsItem(node);
    case 'backup':
      return backupItem(node, surroundings);
    case 'projectKeys':
      return projectKeysItem();
    case 'projectKey':
      return projectKeyItem(node, surroundings.now);
    case 'more':
      return moreItem(node);
    case 'problem':
      return problemItem(node);
    case 'settingsProblem':
      return settingsProblemItem(node);
    case 'exposedKey':
      return exposedKeyItem(node);
    case 'note':
      return noteItem(node);
  }
}

function environmentItem(node: EnvironmentNode, surroundings: TreeItemContext): vscode.TreeItem {
  const { environment, hasKey, isConnected, isRotating } = node;
  const hasRows = hasKey || isConnected || isRotating;
  const item = new vscode.TreeItem(environment.name, hasRows ? Collapsed : None);
  const age = node.asOf === undefined ? [] : [formatAge(node.asOf, surroundings.now)];
  const isLocked = surroundings.writeAccess.isLocked(environment);
  const isReadOnly = surroundings.writeAccess.isReadOnly(environment);
  const lockText = isLocked
    ? [vscode.l10n.t('read-only')]
    : isReadOnly
      ? [vscode.l10n.t('unlocked')]
      : [];
  const rightText = surroundings.isUnwritable(environment)
    ? [vscode.l10n.t('key for reading')]
    : [];
  const state =
    environment.kind === 'local' ? engineText(surroundings.engine) : roleLabel(environment.role);
  item.description = hasKey
    ? [...lockText, ...rightText, kindLabel(environment), state, ...age].join(' · ')
    : vscode.l10n.t('enter key');
  item.iconPath = new vscode.ThemeIcon(
    hasKey ? 'circle-filled' : 'circle-outline',
    new vscode.ThemeColor(`vectorscope.environment.${environment.colour}`),
  );
  const keyToken = hasKey ? 'keyed' : 'keyless';
  const lockToken = isLocked ? ' locked' : isReadOnly ? ' unlocked' : '';
  item.contextValue = `environment ${environment.kind} ${environment.role} ${keyToken}${lockToken}${isConnected ? ' connected' : ''}`;
  item.tooltip = environmentTooltip(node, surroundings);
  if (!hasKey)
    item.command = {
      command: commands.updateKey,
      title: vscode.l10n.t('Enter Key'),
      arguments: [node],
    };
  return item;
}

function indexItem(node: IndexNode, surroundings: TreeItemContext): vscode.TreeItem {
  const { now } = surroundings;
  const { index, known } = node;
  const item = new vscode.TreeItem(index.name, Collapsed);
  const twin = node.environment.kind === 'local' ? twinOf(index.tags) : undefined;
  const progress = twin && surroundings.progressOf(index.name);
  const about =
    twin === undefined
      ? [
          ...(index.dimension === undefined ? [] : [String(index.dimension)]),
          index.kind === 'documents' ? vscode.l10n.t('documents') : index.metric,
          ...(known === undefined ? [] : [formatCount(known.stats.totalRecordCount)]),
        ]
      : twinText(twin, { held: known?.stats.totalRecordCount, progress, now });
  item.description = [
    ...about,
    ...(index.isReady ? [] : [index.state]),
    ...(node.asOf === undefined ? [] : [formatAge(node.asOf, now)]),
  ].join(' · ');
  item.iconPath = index.isReady
    ? twin === undefined
      ? new vscode.ThemeIcon('database')
      : twinIcon(twin, progress)
    : new vscode.ThemeIcon('warning', new vscode.ThemeColor('list.warningForeground'));
  item.contextValue = [
    'index',
    node.environment.kind,
    index.isReady ? 'ready' : 'unready',
    ...(twin === undefined ? [] : ['twin']),
    ...(twin?.state === 'running' ? ['unfinished'] : []),
    ...(surroundings.isUnwritable(node.environment) ? ['unwritable'] : []),
  ].join(' ');
  item.tooltip = indexTooltip(node, surroundings);
  return item;
}

function namespaceItem(
  { target, recordCount, environment }: NamespaceNode,
  { isUnwritable }: TreeItemContext,
): vscode.TreeItem {
  const item = new vscode.TreeItem(target.namespace, None);
  item.description = formatCount(recordCount);
  item.iconPath = new vscode.ThemeIcon('symbol-namespace');
  item.contextValue = `namespace ${environment.kind} ready${isUnwritable(environment) ? ' unwritable' : ''}`;
  item.command = {
    command: commands.showRecords,
    title: vscode.l10n.t('Show Records'),
    arguments: [{ target }],
  };
  const count = vscode.l10n.t('Records: {0}', recordCount.toLocaleString('en'));
  item.tooltip = `${escapeInvisible(target.namespace)}\n${count}`;
  return item;
}

function backupsItem({ environment }: BackupsNode): vscode.TreeItem {
  const item = new vscode.TreeItem(vscode.l10n.t('Backups'), Collapsed);
  item.iconPath = new vscode.ThemeIcon('archive');
  item.contextValue = `backups ${environment.kind}`;
  return item;
}

function backupItem(
  { backup, environment }: BackupNode,
  { now }: TreeItemContext,
): vscode.TreeItem {
  const item = new vscode.TreeItem(backup.name ?? backup.id, None);
  const state = backup.isReady
    ? formatCount(backup.recordCount)
    : backup.isFailed
      ? vscode.l10n.t('failed')
      : vscode.l10n.t('being made');
  item.description = `${state} · ${formatAge(backup.createdAtMs, now)}`;
  item.iconPath = backup.isFailed
    ? new vscode.ThemeIcon('warning', new vscode.ThemeColor('list.warningForeground'))
    : new vscode.ThemeIcon('package');
  item.contextValue = `backup ${environment.kind} ${backup.isReady ? 'ready' : 'unready'}`;
  item.tooltip = backupTooltip(backup, now);
  return item;
}

function moreItem(node: MoreNode): vscode.TreeItem {
  const item = new vscode.TreeItem(vscode.l10n.t('{0} more…', node.step), None);
  item.description = vscode.l10n.t('{0} not shown', node.hiddenCount.toLocaleString('en'));
  item.iconPath = new vscode.ThemeIcon('ellipsis');
  item.contextValue = 'more';
  item.command = {
    command: commands.showMore,
    title: vscode.l10n.t('Show More'),
    arguments: [node],
  };
  return item;
}

/** Short for a narrow sidebar; the tooltip and the accessibility label have the whole message. */
function problemItem(node: ProblemNode): vscode.TreeItem {
  const { failure, environment } = node;
  const item = new vscode.TreeItem(problemLabel(failure.kind, environment.kind), None);
  item.command = problemCommand(node);
  item.description = item.command.title;
  item.iconPath = new vscode.ThemeIcon('error', new vscode.ThemeColor('list.errorForeground'));
  item.contextValue = `problem ${node.action}`;
  const message = escapeInvisible(failure.message);
  item.tooltip = `${message}.\n${item.command.title}`;
  item.accessibilityInformation = { label: `${message}. ${item.command.title}` };
  return item;
}

function problemCommand({ action, parent }: ProblemNode): vscode.Command {
  switch (action) {
    case 'updateKey':
      return {
        command: commands.updateKey,
        title: vscode.l10n.t('Update Key'),
        arguments: [parent],
      };
    case 'restartEngine':
      return { command: commands.restartEngine, title: vscode.l10n.t('Restart Engine') };
    case 'retry':
      return { command: commands.refreshTree, title: vscode.l10n.t('Retry'), arguments: [parent] };
  }
}

function settingsProblemItem({ problem }: SettingsProblemNode): vscode.TreeItem {
  const item = new vscode.TreeItem(
    vscode.l10n.t('Settings, entry {0}', problem.position + 1),
    None,
  );
  item.description = problem.message;
  item.tooltip = vscode.l10n.t('This environment cannot be used: {0}', problem.message);
  item.iconPath = new vscode.ThemeIcon('error', new vscode.ThemeColor('list.errorForeground'));
  item.contextValue = 'settingsProblem';
  item.command = {
    command: commands.openEnvironmentSettings,
    title: vscode.l10n.t('Open Settings'),
    arguments: [problem.scope],
  };
  return item;
}

function exposedKeyItem({ scope, setting }: ExposedKeyNode): vscode.TreeItem {
  const item = new vscode.TreeItem(vscode.l10n.t('A key is in the settings'), None);
  item.description = vscode.l10n.t('remove it from the file and rotate it');
  item.tooltip = vscode.l10n.t(
    'A key in a settings file can be read by others. Setting: {0} ({1}).',
    `${settings.section}.${escapeInvisible(looksLikeKey(setting) ? '…' : setting)}`,
    scopeLabel(scope),
  );
  item.iconPath = new vscode.ThemeIcon('key', new vscode.ThemeColor('list.errorForeground'));
  item.contextValue = 'exposedKey';
  item.command = {
    command: commands.openEnvironmentSettings,
    title: vscode.l10n.t('Open Settings'),
    arguments: [scope, setting],
  };
  return item;
}

function noteItem({ note, parent }: NoteNode): vscode.TreeItem {
  const item = new vscode.TreeItem(noteText(note), None);
  item.contextValue = `note ${note}`;
  if (note === 'notReady' && parent.type === 'index') item.description = parent.index.state;
  if (note === 'offerBackup') {
    item.iconPath = new vscode.ThemeIcon('add');
    item.command = {
      command: commands.backUpIndex,
      title: vscode.l10n.t('Back Up Index'),
      arguments: [parent],
    };
  }
  if (note === 'restoreBackup') {
    item.iconPath = new vscode.ThemeIcon('history');
    item.command = {
      command: commands.restoreBackup,
      title: vscode.l10n.t('Restore Backup'),
      arguments: [parent],
    };
  }
  if (note === 'deleteIndex') {
    item.iconPath = new vscode.ThemeIcon('trash');
    item.command = {
      command: commands.deleteIndex,
      title: vscode.l10n.t('Delete Index'),
      arguments: [parent],
    };
  }
  if (
    note === 'noKeys' ||
    note === 'ownKeyRevoked' ||
    note === 'writingKeyRevoked' ||
    note === 'rotationNotEnded'
  )
    return keyNoteItem(item, note, parent);
  if (note === 'offerIndex') {
    item.iconPath = new vscode.ThemeIcon('add');
    item.command = {
      command: commands.createIndex,
      title: vscode.l10n.t('Create Index'),
      arguments: [parent],
    };
  }
  if (note === 'offerSample') {
    item.iconPath = new vscode.ThemeIcon('add');
    item.command = { command: commands.createSample, title: vscode.l10n.t('Create Sample Index') };
  }
  return item;
}

function noteText(note: NoteNode['note']): string {
  switch (note) {
    case 'offerIndex':
      return vscode.l10n.t('Create an index…');
    case 'offerSample':
      return vscode.l10n.t('Create a sample index…');
    case 'noRecords':
      return vscode.l10n.t('No records yet');
    case 'notReady':
      return vscode.l10n.t('Not ready yet');
    case 'noBackups':
      return vscode.l10n.t('No backups');
    case 'restoreBackup':
      return vscode.l10n.t('Restore a backup…');
    case 'deleteIndex':
      return vscode.l10n.t('Delete the index…');
    case 'offerBackup':
      return vscode.l10n.t('Make a backup…');
    case 'noKeys':
      return vscode.l10n.t('Create a key…');
    case 'ownKeyRevoked':
      return vscode.l10n.t('The key in use was revoked');
    case 'writingKeyRevoked':
      return vscode.l10n.t('The writing key was revoked');
    case 'rotationNotEnded':
      return vscode.l10n.t('The rotation of the key has not ended…');
  }
}

function engineText(state: EngineState): string {
  switch (state) {
    case 'stopped':
      return vscode.l10n.t('engine stopped');
    case 'starting':
      return vscode.l10n.t('engine starting…');
    case 'running':
      return vscode.l10n.t('engine running');
    case 'crashed':
      return vscode.l10n.t('engine stopped unexpectedly');
  }
}
