import { Failure } from '../../common/failure.ts';
import type { Environment } from '../../model/environment.ts';
import type { Hit } from '../../model/hit.ts';
import type { Binding } from '../../model/notebook/cell.ts';
import type { VectorRecord } from '../../model/record.ts';
import type { Connections } from '../environments/connections.ts';
import { readRecord } from './recordReader.ts';

export type HitRecordDeps = {
  readonly environments: { byName(name: string): Environment | undefined };
  readonly connections: Pick<Connections, 'open'>;
};

const neighbourCount = 10;

/** Reads the record of a hit. `isFree` says whether reads of its environment cost nothing. Throws `notFound`. */
export async function readHitRecord(
  deps: HitRecordDeps,
  binding: Binding,
  id: string,
  signal: AbortSignal,
): Promise<{ readonly record: VectorRecord; readonly isFree: boolean }> {
  const place = placeOf(deps, binding);
  const { record } = await readRecord(deps.connections, place, id, signal);
  if (record === undefined)
    throw new Failure(
      'notFound',
      `There is no record “${id}” any more: run the cell again to see the current hits`,
    );
  return { record, isFree: place.environment.kind === 'local' };
}

/** Returns the nearest records, nearest first, without the record itself. */
export async function readHitNeighbours(
  deps: HitRecordDeps,
  binding: Binding,
  id: string,
  signal: AbortSignal,
): Promise<readonly Hit[]> {
  const { environment, index: name, namespace } = placeOf(deps, binding);
  const service = await deps.connections.open(environment, signal);
  const { host } = await service.describeIndex(name, signal);
  const request = { namespace, topK: neighbourCount + 1, by: { id }, includeMetadata: true };
  const { value } = await service.index(host).query(request, signal);
  return value.filter((hit) => hit.id !== id).slice(0, neighbourCount);
}

function placeOf({ environments }: HitRecordDeps, { environment: name, ...place }: Binding) {
  const environment = environments.byName(name);
  if (environment !== undefined) return { environment, ...place };
  throw new Failure('notFound', `There is no environment “${name}” any more`);
}
