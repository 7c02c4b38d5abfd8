import * as v from 'valibot';
import { nodeTypes, type DedicatedNodes, type ReadCapacity } from '../../model/readCapacity.ts';
import { count } from './decode.ts';

/** Returns the dedicated nodes of an index; `undefined` if it is served on demand. */
export function dedicatedOf(wire: unknown): DedicatedNodes | undefined {
  const parsed = v.safeParse(wireReadCapacity, wire);
  if (!parsed.success || parsed.output.mode !== 'Dedicated') return undefined;
  const { node_type: nodeType, manual } = parsed.output.dedicated ?? {};
  return nodeType && manual ? { nodeType, ...manual } : undefined;
}

/** Dedicated nodes as the service describes them; other modes have none. */
const wireReadCapacity = v.object({
  mode: v.string(),
  dedicated: v.nullish(
    v.object({
      node_type: v.picklist(nodeTypes),
      manual: v.nullish(v.object({ shards: count, replicas: count })),
    }),
  ),
});

export function toWireReadCapacity(capacity: ReadCapacity): object {
  if (capacity === 'onDemand') return { mode: 'OnDemand' };
  const { nodeType, shards, replicas } = capacity;
  const dedicated = { node_type: nodeType, scaling: 'Manual', manual: { shards, replicas } };
  return { mode: 'Dedicated', dedicated };
}
