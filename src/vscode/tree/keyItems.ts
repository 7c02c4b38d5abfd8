import * as vscode from 'vscode';
import { escapeInvisible } from '../../model/escapeInvisible.ts';
import { formatAge } from '../formatAge.ts';
import { commands } from '../ids.ts';
import { slotText } from '../keys/slotText.ts';
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
  const isUsed = key.uses.length > 0;
  const use = isUsed
    ? [
        key.uses.includes('apiKey')
          ? vscode.l10n.t('used here')
          : vscode.l10n.t('used here for writing'),
      ]
    : [];
  item.description = [...use, key.roles.join(', '), age].join(' · ');
  item.iconPath = new vscode.ThemeIcon(isUsed ? 'pass-filled' : 'circle-outline');
  item.contextValue = isUsed ? 'projectKey used' : 'projectKey';
  const lines = [
    escapeInvisible(key.name),
    vscode.l10n.t('Roles: {0}', key.roles.join(', ')),
    age,
    ...key.uses.map((purpose) => vscode.l10n.t('It is {0}.', slotText(environment, purpose))),
  ];
  item.tooltip = lines.join('\n');
  return item;
}

type KeyNote = 'noKeys' | 'ownKeyRevoked' | 'writingKeyRevoked' | 'rotationNotEnded';

/** Completes the row of a note about keys: its icon and the command that goes on from it. */
export function keyNoteItem(
  item: vscode.TreeItem,
  note: KeyNote,
  parent: TreeNode,
): vscode.TreeItem {
  const { icon, command, title } = keyNotes()[note];
  item.iconPath = icon;
  item.command = { command, title, arguments: [parent] };
  return item;
}

function keyNotes(): Record<KeyNote, { icon: vscode.ThemeIcon; command: string; title: string }> {
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
    writingKeyRevoked: {
      icon: warning,
      command: commands.setWritingKey,
      title: vscode.l10n.t('Set Writing Key'),
    },
    rotationNotEnded: {
      icon: warning,
      command: commands.rotateKey,
      title: vscode.l10n.t('Rotate Key'),
    },
  };
}
