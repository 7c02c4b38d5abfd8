import type { ProjectKeys } from '../../services/keys/projectAccess.ts';
import { noteNode } from './childNodes.ts';
import type { EnvironmentNode, ProjectKeyNode, ProjectKeysNode, TreeNode } from './nodes.ts';

/** Returns the rows about keys that come before and after an environment's indexes. */
export function keyRowsOf(parent: EnvironmentNode): {
  readonly before: readonly TreeNode[];
  readonly after: readonly TreeNode[];
} {
  const { environment, isRotating, isConnected, id } = parent;
  const keys: ProjectKeysNode = { type: 'projectKeys', id: `${id}/keys`, parent, environment };
  return {
    before: isRotating ? [noteNode(parent, 'rotationNotEnded')] : [],
    after: isConnected ? [keys] : [],
  };
}

/** Returns the keys in the service's order, below notes on the environment's keys that were revoked elsewhere. */
export function projectKeyNodes(
  parent: ProjectKeysNode,
  { keys, revoked }: ProjectKeys,
): readonly TreeNode[] {
  const { environment } = parent;
  const notes = revoked.map((purpose) =>
    noteNode(parent, purpose === 'apiKey' ? 'ownKeyRevoked' : 'writingKeyRevoked'),
  );
  if (keys.length === 0) return [...notes, noteNode(parent, 'noKeys')];
  const nodes = keys.map((key): ProjectKeyNode => ({
    type: 'projectKey',
    id: `${parent.id}/${key.id}`,
    parent,
    environment,
    key,
  }));
  return [...notes, ...nodes];
}
