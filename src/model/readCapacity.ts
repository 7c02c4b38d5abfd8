import { Failure } from '../common/failure.ts';

/** Who serves the reads of an index: nodes of the service on demand, or its own. */
export type ReadCapacity = 'onDemand' | DedicatedNodes;

export const nodeTypes = ['b1', 't1'] as const;

/** Nodes that serve the reads of one index alone. A shard holds 250 GB; without replicas the index serves no reads. */
export type DedicatedNodes = {
  readonly nodeType: (typeof nodeTypes)[number];
  readonly shards: number;
  readonly replicas: number;
};

const maxNodes = 1000;

/** Returns the number of shards. Throws `badInput` outside 1 to 1,000. */
export function parseShards(text: string): number {
  return parseNodes(text, 1, 'A number of shards is a whole number from 1 to 1,000');
}

/** Returns the number of replicas. Throws `badInput` outside 0 to 1,000. */
export function parseReplicas(text: string): number {
  return parseNodes(text, 0, 'A number of replicas is a whole number from 0 to 1,000');
}

function parseNodes(text: string, least: number, message: string): number {
  const count = Number(text.trim());
  if (/^\d+$/.test(text.trim()) && count >= least && count <= maxNodes) return count;
  throw new Failure('badInput', message);
}
