import { sleep } from '../../common/async.ts';
import { Failure } from '../../common/failure.ts';
import type { Environment } from '../../model/environment.ts';
import type { ImportState, ListedImport } from '../../model/importState.ts';
import type { ImportClient } from '../../pinecone/pineconeClient.ts';
import type { Catalog } from '../catalog/catalog.ts';
import type { Connections } from '../environments/connections.ts';

/** Starts, follows and cancels imports that the service runs itself, from Parquet files in an object store. */
export class BucketImports {
  readonly #deps: BucketImportsDeps;

  constructor(deps: BucketImportsDeps) {
    this.#deps = deps;
  }

  /** Returns the imports of an index, newest first. */
  async list(target: ImportTarget, signal: AbortSignal): Promise<readonly ListedImport[]> {
    const client = await this.#client(target, 'open', signal);
    return (await client.list(signal)).toSorted(
      (one, other) => other.createdAtMs - one.createdAtMs,
    );
  }

  /** Starts an import and returns its id. It goes on in the service when this program ends. */
  async start(
    target: ImportTarget,
    { uri, integrationId, skipsBadRecords }: NewBucketImport,
    signal: AbortSignal,
  ): Promise<string> {
    const client = await this.#client(target, 'openForWriting', signal);
    return client.start(uri, skipsBadRecords ? 'continue' : 'abort', signal, integrationId);
  }

  /** Resolves with the state in which the import ended. Aborting the signal stops following, not the import. */
  async follow(
    target: ImportTarget,
    id: string,
    onState: (state: ImportState) => void,
    signal: AbortSignal,
  ): Promise<ImportState> {
    const client = await this.#client(target, 'open', signal);
    for (;;) {
      const state = await client.describe(id, signal);
      onState(state);
      if (state.state !== 'running') {
        this.#deps.catalog.invalidate(target.environment.id);
        return state;
      }
      await sleep(this.#deps.pollMs ?? defaultPollMs, signal);
    }
  }

  /** Stops the import in the service; written records stay. */
  async cancel(target: ImportTarget, id: string, signal: AbortSignal): Promise<void> {
    const client = await this.#client(target, 'openForWriting', signal);
    await client.cancel(id, signal);
    this.#deps.catalog.invalidate(target.environment.id);
  }

  async #client(
    { environment, index: name }: ImportTarget,
    open: 'open' | 'openForWriting',
    signal: AbortSignal,
  ): Promise<ImportClient> {
    const service = await this.#deps.connections[open](environment, signal);
    const { host } = await service.describeIndex(name, signal);
    return service.index(host).imports;
  }
}

export type BucketImportsDeps = {
  readonly connections: Pick<Connections, 'open' | 'openForWriting'>;
  readonly catalog: Pick<Catalog, 'invalidate'>;
  /** Interval between two questions for the state of an import. */
  readonly pollMs?: number;
};

/** An index that the service fills from a bucket. */
export type ImportTarget = { readonly environment: Environment; readonly index: string };

export type NewBucketImport = {
  readonly uri: string;
  /** Id of the storage integration that reads a private bucket. */
  readonly integrationId?: string;
  readonly skipsBadRecords: boolean;
};

const defaultPollMs = 5000;

/** Returns the address of a folder in an object store. Throws `badInput` for what the service cannot read. */
export function parseBucketUri(text: string): string {
  const uri = text.trim();
  if (uri === '') throw new Failure('badInput', 'Enter the address of a folder');
  if (uri.length > maxUriLength)
    throw new Failure('badInput', `An address has at most ${maxUriLength} characters`);
  const isKnown =
    /^(?:s3|gs):\/\/[a-z0-9][\w.-]+\/\S+$/.test(uri) ||
    /^https:\/\/[a-z0-9]+\.blob\.core\.windows\.net\/\S+\/\S+$/.test(uri);
  if (isKnown) return uri;
  throw new Failure(
    'badInput',
    'An address is s3://bucket/folder, gs://bucket/folder or https://account.blob.core.windows.net/container/folder',
  );
}

/** Returns the id of a storage integration; `undefined` for an empty text. Throws `badInput` for what cannot be one. */
export function parseIntegrationId(text: string): string | undefined {
  const id = text.trim();
  if (id === '') return undefined;
  if (id.length > maxIntegrationIdLength)
    throw new Failure('badInput', `An id has at most ${maxIntegrationIdLength} characters`);
  if (/^[\x21-\x7e]+$/.test(id)) return id;
  throw new Failure('badInput', 'An id has only Latin letters, digits and signs, and no spaces');
}

const maxUriLength = 1500;
const maxIntegrationIdLength = 1000;
