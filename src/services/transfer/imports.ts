import { sleep } from '../../common/async.ts';
import { isCancelled } from '../../common/failure.ts';
import { localEnvironment } from '../../model/environment.ts';
import type { ImportState } from '../../model/importState.ts';
import type { ImportClient } from '../../pinecone/pineconeClient.ts';
import type { Catalog } from '../catalog/catalog.ts';
import type { Connections } from '../environments/connections.ts';

export type ImportsDeps = {
  readonly connections: Pick<Connections, 'open'>;
  readonly catalog: Pick<Catalog, 'index' | 'invalidate'>;
  /** How often an import is asked how far it is. */
  readonly pollMs?: number;
};

export type ImportOrder = {
  /** An index on this machine. */
  readonly index: string;
  /** A `file:` address of a file or a folder. */
  readonly uri: string;
  /** Whether records that cannot be read are left out; otherwise the first of them ends it. */
  readonly skipsBadRecords: boolean;
};

/** How long the engine may take to hear that an import is not wanted any more. */
const cancelMs = 2000;

/** Brings files of this machine into indexes on it. */
export class Imports {
  readonly #deps: ImportsDeps;

  constructor(deps: ImportsDeps) {
    this.#deps = deps;
  }

  /** Resolves with how it ended, `failed` included. Aborting the signal ends the import; what was written stays. */
  async run(
    { index, uri, skipsBadRecords }: ImportOrder,
    signal: AbortSignal,
    onState: (state: ImportState) => void,
  ): Promise<ImportState> {
    const { connections, catalog } = this.#deps;
    const client = await connections.open(localEnvironment, signal);
    const { host } = await catalog.index(localEnvironment, index, signal);
    const { imports } = client.index(host);
    const id = await imports.start(uri, skipsBadRecords ? 'continue' : 'abort', signal);
    try {
      return await this.#follow(imports, id, signal, onState);
    } catch (error) {
      if (isCancelled(error))
        await imports.cancel(id, AbortSignal.timeout(cancelMs)).catch(() => undefined);
      throw error;
    } finally {
      catalog.invalidate(localEnvironment.id);
    }
  }

  async #follow(
    imports: ImportClient,
    id: string,
    signal: AbortSignal,
    onState: (state: ImportState) => void,
  ): Promise<ImportState> {
    for (;;) {
      const state = await imports.describe(id, signal);
      onState(state);
      if (state.state !== 'running') return state;
      await sleep(this.#deps.pollMs ?? 300, signal);
    }
  }
}
