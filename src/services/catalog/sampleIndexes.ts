import { Failure } from '../../common/failure.ts';
import { localEnvironment } from '../../model/environment.ts';
import type { Sample } from '../../pinecone/engineClient.ts';
import type { Catalog } from './catalog.ts';
import type { Connections } from '../environments/connections.ts';

/** Creates the bundled sample indexes in the local engine. */
export class SampleIndexes {
  readonly #connections: Pick<Connections, 'openEngine'>;
  readonly #catalog: Pick<Catalog, 'invalidate'>;

  constructor(connections: Pick<Connections, 'openEngine'>, catalog: Pick<Catalog, 'invalidate'>) {
    this.#connections = connections;
    this.#catalog = catalog;
  }

  async list(signal: AbortSignal): Promise<readonly Sample[]> {
    const engine = await this.#connections.openEngine(signal);
    return engine.listSamples(signal);
  }

  /** Resolves with the index name. An existing index of this name counts as created. */
  async create(
    name: string,
    signal: AbortSignal,
    onProgress: (done: number, of: number) => void,
  ): Promise<string> {
    const engine = await this.#connections.openEngine(signal);
    try {
      return await engine.createSample(name, signal, onProgress);
    } catch (error) {
      if (Failure.is(error, 'conflict')) return name;
      throw error;
    } finally {
      this.#catalog.invalidate(localEnvironment.id);
    }
  }
}
