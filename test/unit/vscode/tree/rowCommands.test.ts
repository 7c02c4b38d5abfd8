import { describe, expect, it } from 'vitest';
import { localEnvironment, type Environment } from '../../../../src/model/environment.ts';
import type { TreeNode } from '../../../../src/vscode/tree/nodes.ts';
import { deleteCommandOf, renameCommandOf } from '../../../../src/vscode/tree/rowCommands.ts';

const staging: Environment = { ...localEnvironment, id: 's', name: 'staging', kind: 'cloud' };

/** A row; its commands depend on its type and environment only. */
const row = (type: TreeNode['type'], environment = staging): TreeNode =>
  ({ type, id: type, environment }) as TreeNode;

describe('the keys of a row', () => {
  it('delete an index, a namespace, a backup and an environment', () => {
    const rows = (['index', 'namespace', 'backup', 'environment'] as const).map((one) => row(one));
    expect(rows.map(deleteCommandOf)).toEqual([
      'vectorscope.index.delete',
      'vectorscope.namespace.delete',
      'vectorscope.backup.delete',
      'vectorscope.environment.remove',
    ]);
  });

  it('rename an environment only', () => {
    expect([row('environment'), row('index')].map(renameCommandOf)).toEqual([
      'vectorscope.environment.rename',
      undefined,
    ]);
  });

  it('do nothing on the local environment and on rows for many', () => {
    const rows = [row('environment', localEnvironment), row('backups'), row('more'), row('note')];
    expect(rows.flatMap((one) => [deleteCommandOf(one), renameCommandOf(one)])).toEqual(
      Array.from({ length: 8 }, () => undefined),
    );
  });
});
