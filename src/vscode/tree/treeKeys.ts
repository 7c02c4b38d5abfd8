import * as vscode from 'vscode';
import { Disposables, type Disposable } from '../../common/disposables.ts';
import { registerCommand } from '../commands.ts';
import { commands } from '../ids.ts';
import type { Report } from '../report.ts';
import type { TreeNode } from './nodes.ts';
import { deleteCommandOf, renameCommandOf } from './rowCommands.ts';

/** Registers what the keys Delete and F2 do with the selected row; rows without such a command ignore them. */
export function registerTreeKeys(
  view: Pick<vscode.TreeView<TreeNode>, 'selection'>,
  report: Report,
): Disposable {
  const resources = new Disposables();
  const onSelected = (id: string, commandOf: (node: TreeNode) => string | undefined): void => {
    const run = async (): Promise<void> => {
      const [node] = view.selection;
      const command = node && commandOf(node);
      if (command !== undefined) await vscode.commands.executeCommand(command, node);
    };
    resources.own(registerCommand(id, run, report));
  };
  onSelected(commands.deleteSelected, deleteCommandOf);
  onSelected(commands.renameSelected, renameCommandOf);
  return resources;
}
