import { silentLog } from '../../../src/common/log.ts';
import { Secret } from '../../../src/common/secret.ts';
import type { Environment } from '../../../src/model/environment.ts';
import type { ClientLimits } from '../../../src/pinecone/clientOptions.ts';
import type { PineconeClient } from '../../../src/pinecone/pineconeClient.ts';
import { createPineconeClient } from '../../../src/pinecone/restPineconeClient.ts';
import { createTwinClient } from '../../../src/pinecone/restTwinClient.ts';
import type { TwinClient } from '../../../src/pinecone/twinClient.ts';
import { Pulls, type PullsDeps } from '../../../src/services/transfer/pull.ts';
import type { ReadLimits } from '../../../src/services/transfer/sourceReader.ts';

/** Pulls from the one environment that is not on this machine. */
export function createPulls(
  cloud: Address,
  local: () => Address,
  invalidate: (environmentId: string) => void,
  onWrite: () => void = () => undefined,
  limits = readLimits,
): Pulls {
  return new Pulls({ ...pullPorts(cloud, local, invalidate, onWrite), limits });
}

export const staging: Environment = {
  id: 'staging-id',
  name: 'staging',
  kind: 'cloud',
  role: 'staging',
  colour: 'blue',
};

/** As in use, but impatient. */
const limits: Partial<ClientLimits> = {
  readTimeoutMs: 2000,
  retry: { attempts: 6, firstDelayMs: 5, budgetMs: 10_000 },
};

/** The rates of a service without limits, with short waits. */
export const readLimits: ReadLimits = {
  fetchesPerSecond: 2000,
  listsPerSecond: 2000,
  fetchesAtOnce: 8,
  waitsMs: [20, 50],
  quietMs: 1000,
};

/** Where something answers, as plain data. */
export type Address = { readonly url: string; readonly key: string };

export function clientOf(
  { url, key }: Address,
  access: 'read' | 'write' = 'write',
): PineconeClient {
  return createPineconeClient({
    access,
    endpoint: { url, key: new Secret(key) },
    log: silentLog,
    limits,
  });
}

export function twinClientOf({ url, key }: Address): TwinClient {
  return createTwinClient({ endpoint: { url, key: new Secret(key) }, log: silentLog });
}

/** What pulls and refreshes of twins need. */
export function pullPorts(
  cloud: Address,
  local: () => Address,
  invalidate: (environmentId: string) => void,
  onWrite: () => void = () => undefined,
): PullsDeps {
  let pulls = 0;
  return {
    open: ({ kind }) => Promise.resolve(clientOf(kind === 'local' ? local() : cloud, 'read')),
    openForWriting: () => Promise.resolve(clientOf(local())),
    openTwins: () => Promise.resolve(watched(twinClientOf(local()), onWrite)),
    environments: { byId: (id) => (id === staging.id ? staging : undefined) },
    catalog: { invalidate },
    newId: () => `pull-${process.pid}-${++pulls}`,
    now: Date.now,
    limits: readLimits,
  };
}

function watched(client: TwinClient, onWrite: () => void): TwinClient {
  return {
    createTwin: (...about) => client.createTwin(...about),
    saveNote: (...about) => client.saveNote(...about),
    readNote: (...about) => client.readNote(...about),
    digest: (...about) => client.digest(...about),
    mark: (...about) => client.mark(...about),
    addedAfter: (...about) => client.addedAfter(...about),
    importRecords: (...about) => {
      const written = client.importRecords(...about);
      onWrite();
      return written;
    },
  };
}
