import type { RpcClient } from '../../../common/rpc.ts';
import { namespacesOf, type MapKey } from '../../../model/map/mapAnalysis.ts';
import type { StoreCalls } from '../../store/storeCalls.ts';

/**
 * Returns the version of a map’s records: the file name of the index, and the sum of the LSNs of its
 * namespaces. Each LSN only rises, so the version changes with every write.
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
