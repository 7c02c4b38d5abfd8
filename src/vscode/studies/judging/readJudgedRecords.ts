import { Failure } from '../../../common/failure.ts';
import type { Binding } from '../../../model/notebook/cell.ts';
import { defaultNamespace } from '../../../model/vectorIndex.ts';
import type { JudgedRecord } from '../../../protocol/judging.ts';
import type { Catalog } from '../../../services/catalog/catalog.ts';
import type { Connections } from '../../../services/environments/connections.ts';
import type { Environments } from '../../../services/environments/environments.ts';

export type ReadRecordsDeps = {
  readonly environments: Pick<Environments, 'byName'>;
  readonly catalog: Pick<Catalog, 'index'>;
  readonly connections: Pick<Connections, 'open'>;
};

/** Reads the records of a study by their ids, in this order. Throws `notFound` if the environment is not there. */
export async function readJudgedRecords(
  { environments, catalog, connections }: ReadRecordsDeps,
  binding: Binding,
  ids: readonly string[],
  signal: AbortSignal,
): Promise<readonly JudgedRecord[]> {
  const environment = environments.byName(binding.environment);
  if (!environment)
    throw new Failure('notFound', `There is no environment “${binding.environment}”`);
  const client = await connections.open(environment, signal);
  const { host } = await catalog.index(environment, binding.index, signal);
  const namespace = binding.namespace === '' ? defaultNamespace : binding.namespace;
  const { value } = await client.index(host).fetch(namespace, ids, signal);
  const found = new Map(value.map((record) => [record.id, record.metadata]));
  return ids.map((id) => {
    const metadata = found.get(id);
    return { id, ...(metadata && { metadata }) };
  });
}
