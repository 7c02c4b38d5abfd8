import * as vscode from 'vscode';
import { escapeInvisible } from '../../model/escapeInvisible.ts';
import { formatAge } from '../formatAge.ts';
import { commands } from '../ids.ts';
import type { ProjectKeyNode, TreeNode } from './nodes.ts';

const { Collapsed, None } = vscode.TreeItemCollapsibleState;

export function projectKeysItem(): vscode.TreeItem {
  const item = new vscode.TreeItem(vscode.l10n.t('Keys'), Collapsed);
  item.iconPath = new vscode.ThemeIcon('key');
  item.contextValue = 'projectKeys';
  return item;
}

/** Returns a row with the key's name, roles and age. The service does not list its value. */
export function projectKeyItem({ key, environment }: ProjectKeyNode, now: number): vscode.TreeItem {
  const item = new vscode.TreeItem(key.name, None);
  const age = vscode.l10n.t('seen first {0}', formatAge(key.firstSeenMs, now));
  const use = key.isUsed ? [vscode.l10n.t('used here')] : [];
  item.description = [...use, key.roles.join(', '), age].join(' · ');
  item.iconPath = new vscode.ThemeIcon(key.isUsed ? 'pass-filled' : 'circle-outline');
  item.contextValue = key.isUsed ? 'projectKey used' : 'projectKey';
  const lines = [
    escapeInvisible(key.name),
    vscode.l10n.t('Roles: {0}', key.roles.join(', ')),
    age,
    ...(key.isUsed ? [vscode.l10n.t('“{0}” uses this key.', environment.name)] : []),
  ];
  item.tooltip = lines.join('\n');
  return item;
}

/** Completes the row of a note about keys: its icon and the command that goes on from it. */
export function keyNoteItem(
  item: vscode.TreeItem,
  note: 'noKeys' | 'ownKeyRevoked' | 'rotationNotEnded',
  parent: TreeNode,
): vscode.TreeItem {
  const { icon, command, title } = keyNotes()[note];
  item.iconPath = icon;
  item.command = { command, title, arguments: [parent] };
  return item;
}

function keyNotes(): Record<
  'noKeys' | 'ownKeyRevoked' | 'rotationNotEnded',
  { icon: vscode.ThemeIcon; command: string; title: string }
> {
  const warning = new vscode.ThemeIcon('warning', new vscode.ThemeColor('list.warningForeground'));
  return {
    noKeys: {
      icon: new vscode.ThemeIcon('add'),
      command: commands.createKey,
      title: vscode.l10n.t('Create Key'),
    },
    ownKeyRevoked: {
      icon: warning,
      command: commands.updateKey,
      title: vscode.l10n.t('Update Key'),
    },
    rotationNotEnded: {
      icon: warning,
      command: commands.rotateKey,
      title: vscode.l10n.t('Rotate Key'),
    },
  };
}
