import type { Secret } from '../../common/secret.ts';
import type { ConnectionAddress } from '../../model/connectionCode.ts';
import { cloudControllerUrl, type Environment } from '../../model/environment.ts';
import { defaultNamespace } from '../../model/vectorIndex.ts';
import type { Catalog } from '../catalog/catalog.ts';
import type { Connections } from './connections.ts';

/** What a program of the user's own shall work with; without an index it is the whole environment. */
export type ProgramTarget = {
  readonly environment: Environment;
  readonly index?: string;
  readonly namespace?: string;
};

/** What a program needs to connect, and the key that opens it. */
export type ProgramConnection = { readonly place: ConnectionAddress; readonly key: Secret };

/**
 * Finds out where a program has to connect; starts the engine of this machine. Throws `forbidden` where the index is at
 * a host that the key may not go to, `unauthorized` where there is no key, `notFound` where there is no such index.
 */
export async function findProgramConnection(
  { connections, catalog }: { connections: Connections; catalog: Pick<Catalog, 'index'> },
  { environment, index, namespace }: ProgramTarget,
  signal: AbortSignal,
): Promise<ProgramConnection> {
  // First of all: an engine that starts here makes the addresses known so far old.
  const { url, key } = await connections.endpoint(environment, signal);
  const place: ConnectionAddress = {
    ...(url === cloudControllerUrl ? {} : { controllerUrl: url }),
    isLocal: environment.kind === 'local',
  };
  if (index === undefined) return { place, key };
  const { host, kind } = await catalog.index(environment, index, signal);
  // Opening it checks the host.
  (await connections.open(environment, signal)).index(host);
  const target = { host, kind, namespace: namespace ?? defaultNamespace };
  return { place: { ...place, index: target }, key };
}

/** The variables of a program that shall work with it; the SDKs read the first two by themselves. */
export function programEnvironmentVariables({
  place,
  key,
}: ProgramConnection): Record<string, string> {
  const { controllerUrl, index } = place;
  return {
    PINECONE_API_KEY: key.reveal(),
    ...(controllerUrl === undefined ? {} : { PINECONE_CONTROLLER_HOST: controllerUrl }),
    ...(index === undefined ? {} : { PINECONE_INDEX_HOST: index.host }),
  };
}
