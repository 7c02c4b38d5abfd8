import { commands } from '../ids.ts';
import type { TreeNode } from './nodes.ts';

/** Returns the command that deletes what a row stands for. */
export function deleteCommandOf(node: TreeNode): string | undefined {
  switch (node.type) {
    case 'index':
      return commands.deleteIndex;
    case 'namespace':
      return commands.deleteNamespace;
    case 'backup':
      return commands.deleteBackup;
    case 'environment':
      return node.environment.kind === 'local' ? undefined : commands.removeEnvironment;
    case 'projectKey':
      return commands.revokeKey;
    case 'projectKeys':
    case 'backups':
    case 'more':
    case 'problem':
    case 'settingsProblem':
    case 'exposedKey':
    case 'note':
      return undefined;
  }
}

/** Returns the command that renames what a row stands for: only environments have another name. */
export function renameCommandOf(node: TreeNode): string | undefined {
  const canRename = node.type === 'environment' && node.environment.kind !== 'local';
  return canRename ? commands.renameEnvironment : undefined;
}
