import type { Secret } from '../../common/secret.ts';
import { Failure } from '../../common/failure.ts';
import { controllerAddress, type Environment } from '../../model/environment.ts';
import type { EngineClient } from '../../pinecone/engineClient.ts';
import type { PineconeClient } from '../../pinecone/pineconeClient.ts';

/** Where something answers, and the key that opens it. */
export type Endpoint = { readonly url: string; readonly key: Secret };

export type KeyReader = {
  /** The key that was entered for the environment at the address that it has. */
  keyOf(environment: Environment): Promise<Secret | undefined>;
};

/** Starts the local engine where it does not run yet, or joins it. */
export type LocalEngine = { endpoint(signal: AbortSignal): Promise<Endpoint> };

export type Connectors = {
  pinecone(endpoint: Endpoint): PineconeClient;
  engine(endpoint: Endpoint): EngineClient;
};

/** Opens environments: finds the key and the address, and makes the client for them. */
export class Connections {
  readonly #keys: KeyReader;
  readonly #engine: LocalEngine;
  readonly #connectors: Connectors;

  constructor(keys: KeyReader, engine: LocalEngine, connectors: Connectors) {
    this.#keys = keys;
    this.#engine = engine;
    this.#connectors = connectors;
  }

  /** A client for the environment. Throws `unauthorized` where it has no key, `unavailable` where the engine cannot start. */
  async open(environment: Environment, signal: AbortSignal): Promise<PineconeClient> {
    return this.#connectors.pinecone(await this.endpoint(environment, signal));
  }

  /** Where the environment's control plane answers, and its key. Throws as `open` does. */
  async endpoint(environment: Environment, signal: AbortSignal): Promise<Endpoint> {
    if (environment.kind === 'local') return this.#engine.endpoint(signal);
    const key = await this.#keys.keyOf(environment);
    if (key === undefined)
      throw new Failure('unauthorized', `“${environment.name}” has no key on this machine yet`);
    return { url: controllerAddress(environment), key };
  }

  /** The local engine's own calls: samples and maps. */
  async openEngine(signal: AbortSignal): Promise<EngineClient> {
    return this.#connectors.engine(await this.#engine.endpoint(signal));
  }
}
