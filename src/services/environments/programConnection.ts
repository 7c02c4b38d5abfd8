import type { Secret } from '../../common/secret.ts';
import type { ConnectionAddress } from '../../model/connectionCode/connectionAddress.ts';
import { cloudControllerUrl, type Environment } from '../../model/environment.ts';
import { defaultNamespace } from '../../model/vectorIndex.ts';
import type { Catalog } from '../catalog/catalog.ts';
import type { Connections } from './connections.ts';

/** The address and key that a program needs. */
export type ProgramConnection = { readonly place: ConnectionAddress; readonly key: Secret };

/** What a user's program connects to: an index, or the whole environment if `index` is absent. */
export type ProgramTarget = {
  readonly environment: Environment;
  readonly index?: string;
  readonly namespace?: string;
};

/**
 * Returns the address and key for a user's program; starts the local engine if needed. Throws `forbidden` if the key
 * may not be sent to the index host, `unauthorized` without a key, `notFound` if the index does not exist.
 */
export async function findProgramConnection(
  { connections, catalog }: { connections: Connections; catalog: Pick<Catalog, 'index'> },
  { environment, index, namespace }: ProgramTarget,
  signal: AbortSignal,
): Promise<ProgramConnection> {
  // This comes first: starting the engine changes its address.
  const { place, key } = await findProjectConnection(connections, environment, signal);
  if (index === undefined) return { place, key };
  const { host, kind } = await catalog.index(environment, index, signal);
  // Opening the index validates its host.
  (await connections.open(environment, signal)).index(host);
  const target = { name: index, host, kind, namespace: namespace ?? defaultNamespace };
  return { place: { ...place, index: target }, key };
}

/** Returns the address and key of an environment without an index; starts the local engine if needed. */
export async function findProjectConnection(
  connections: Pick<Connections, 'endpoint'>,
  environment: Environment,
  signal: AbortSignal,
): Promise<ProgramConnection> {
  const { url, key } = await connections.endpoint(environment, signal);
  const place = {
    ...(url === cloudControllerUrl ? {} : { controllerUrl: url }),
    isLocal: environment.kind === 'local',
  };
  return { place, key };
}

/**
 * Returns the environment variables for a program. The official clients read the first two by themselves, LangChain for
 * Python the third.
 */
export function programEnvironmentVariables({
  place,
  key,
}: ProgramConnection): Record<string, string> {
  const { controllerUrl, index } = place;
  return {
    PINECONE_API_KEY: key.reveal(),
    ...(controllerUrl === undefined ? {} : { PINECONE_CONTROLLER_HOST: controllerUrl }),
    ...(index === undefined ? {} : { PINECONE_HOST: index.host, PINECONE_INDEX_HOST: index.host }),
  };
}
