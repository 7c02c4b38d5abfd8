import type { Log } from '../common/log.ts';
import type { EngineLauncher } from '../local/engineLauncher.ts';
import { AcceptedApiVersions } from '../pinecone/acceptedApiVersions.ts';
import { IndexHosts } from '../pinecone/indexHosts.ts';
import type { Fetch } from '../pinecone/proxyAwareFetch.ts';
import { createEngineClient } from '../pinecone/restEngineClient.ts';
import { createPineconeClient } from '../pinecone/restPineconeClient.ts';
import { createTwinClient } from '../pinecone/restTwinClient.ts';
import type { TwinClient } from '../pinecone/twinClient.ts';
import type { Connectors } from '../services/environments/connections.ts';
import type { TryKey } from '../services/environments/environments.ts';

/** All clients of a session share what they learn about hosts and API versions. */
export function createConnectors(log: Log, fetch: Fetch): Connectors {
  const learned = { indexHosts: new IndexHosts(), versions: new AcceptedApiVersions() };
  return {
    pinecone: (endpoint, access, observer) =>
      createPineconeClient({ endpoint, access, ...observer, ...learned, log, fetch }),
    engine: (endpoint) => createEngineClient({ endpoint, log, fetch }),
  };
}

/** Opens the engine's calls for offline twins, starting the engine if needed. */
export type TwinOpener = (signal: AbortSignal) => Promise<TwinClient>;

/** Tries a key by listing indexes. */
export function tryKeyWith(connectors: Connectors): TryKey {
  return async (endpoint, signal) => {
    await connectors.pinecone(endpoint, 'read').listIndexes(signal);
  };
}

export function createTwinOpener(engine: EngineLauncher, log: Log, fetch: Fetch): TwinOpener {
  return async (signal) =>
    createTwinClient({ endpoint: await engine.endpoint(signal), log, fetch });
}
