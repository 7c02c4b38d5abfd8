import { localEnvironment } from '../../model/environment.ts';
import { isOriginOf, twinOf } from '../../model/twin.ts';
import type { VectorIndex } from '../../model/vectorIndex.ts';
import type { Environment } from '../../model/environment.ts';
import type { MapSource } from './mapSession.ts';

export type IndexLister = {
  indexes(environment: Environment, signal: AbortSignal): Promise<readonly VectorIndex[]>;
};

/**
 * Returns the local namespace that holds the vectors: the namespace itself, or its newest offline twin. Returns
 * `undefined` if there is no twin.
 */
export async function findLocalSource(
  catalog: IndexLister,
  { environment, index, namespace }: MapSource,
  signal: AbortSignal,
): Promise<MapSource | undefined> {
  if (environment.kind === 'local') return { environment, index, namespace };
  const origin = { environment: environment.id, index, namespace };
  const indexes = await catalog.indexes(localEnvironment, signal);
  const [newest] = indexes
    .flatMap(({ name, tags }) => ({ name, twin: twinOf(tags) }))
    .filter(({ twin }) => twin && twin.state !== 'running' && isOriginOf(twin, origin))
    .sort((one, other) => (other.twin?.pulledAtMs ?? 0) - (one.twin?.pulledAtMs ?? 0));
  return newest && { environment: localEnvironment, index: newest.name, namespace };
}
