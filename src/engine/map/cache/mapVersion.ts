import type { RpcClient } from '../../../common/rpc.ts';
import { namespacesOf, type MapKey } from '../../../model/map/mapAnalysis.ts';
import type { StoreCalls } from '../../store/storeCalls.ts';

/**
 * What tells whether the records of a map have changed: the name of its index' file, and the sum of the freshness
 * counters of its namespaces, each of which only rises.
 */
export async function mapVersionOf(
  store: RpcClient<StoreCalls>,
  key: MapKey,
  signal?: AbortSignal,
): Promise<{ readonly source: string; readonly lsn: number }> {
  const { index } = key;
  const options = signal ? { signal } : {};
  const [own, ...others] = await Promise.all(
    namespacesOf(key).map((namespace) =>
      store.call('namespace.version', { index, namespace }, options),
    ),
  );
  return {
    source: own!.source,
    lsn: others.reduce((sum, { lsn }) => sum + lsn, own!.lsn),
  };
}
