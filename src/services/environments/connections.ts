import type { Secret } from '../../common/secret.ts';
import { Failure } from '../../common/failure.ts';
import { controllerAddress, type Environment } from '../../model/environment.ts';
import type { UsageUnits } from '../../model/usageUnits.ts';
import type { EngineClient } from '../../pinecone/engineClient.ts';
import type { KeyAnswer } from '../../model/keys/keyAnswer.ts';
import type { KeyPurpose } from '../../model/keys/keyPurpose.ts';
import type { RequestPacing } from './requestPacing.ts';
import type { UsageMeter } from '../usage/usageMeter.ts';
import type { WriteAccess } from '../writes/writeAccess.ts';
import type { PineconeClient } from '../../pinecone/pineconeClient.ts';

/** Creates clients for environments from their address and stored key. */
export class Connections {
  readonly #deps: ConnectionsDeps;

  constructor(deps: ConnectionsDeps) {
    this.#deps = deps;
  }

  /**
   * Returns a client that refuses to write. Throws `unauthorized` if there is no key, `unavailable` if the engine cannot
   * start.
   */
  async open(environment: Environment, signal: AbortSignal): Promise<PineconeClient> {
    return this.#client(environment, 'read', signal);
  }

  /**
   * Returns a client that may write, with the writing key if the environment needs it. Throws as `open` does, `forbidden`
   * if the environment is locked or its key may not write, `cancelled` if the user does not agree to use the writing key.
   */
  async openForWriting(environment: Environment, signal: AbortSignal): Promise<PineconeClient> {
    this.checkWritable(environment);
    return this.#client(environment, 'write', signal);
  }

  /**
   * Throws `forbidden` if the environment is locked or its key may not write. Call it before the user answers questions
   * about a write.
   */
  checkWritable(environment: Environment): void {
    this.#deps.writeAccess.check(environment);
    this.#deps.keyUse?.check(environment);
  }

  /** Returns the control plane's address and key. Throws as `open` does. */
  async endpoint(environment: Environment, signal: AbortSignal): Promise<Endpoint> {
    if (environment.kind === 'local') return this.#deps.engine.endpoint(signal);
    const key = await this.#deps.environments.keyOf(environment);
    if (key === undefined)
      throw new Failure('unauthorized', `“${environment.name}” has no key on this machine yet`);
    return { url: controllerAddress(environment), key };
  }

  /** Returns a client for the engine's own API: samples and maps. */
  async openEngine(signal: AbortSignal): Promise<EngineClient> {
    return this.#deps.connectors.engine(await this.#deps.engine.endpoint(signal));
  }

  /** Requests to this machine cost nothing and have no limit. */
  async #client(
    environment: Environment,
    access: 'read' | 'write',
    signal: AbortSignal,
  ): Promise<PineconeClient> {
    const endpoint = await this.endpoint(environment, signal);
    if (environment.kind === 'local') return this.#deps.connectors.pinecone(endpoint, access);
    const onUsage = (units: UsageUnits): void => this.#deps.usage?.add(environment.id, units);
    const pace = async (sent: AbortSignal): Promise<void> =>
      this.#deps.pacing?.take(environment, sent);
    const stronger =
      access === 'write' ? await this.#deps.keyUse?.keyForWriting(environment) : undefined;
    const purpose = stronger === undefined ? 'apiKey' : 'writingKey';
    const onAnswer = (answer: KeyAnswer): void =>
      this.#deps.keyUse?.noteAnswer(environment.id, purpose, answer);
    const key = stronger ?? endpoint.key;
    return this.#deps.connectors.pinecone({ ...endpoint, key }, access, {
      onUsage,
      onAnswer,
      pace,
    });
  }
}

/** Address and key of a service. */
export type Endpoint = { readonly url: string; readonly key: Secret };

export type KeyReader = {
  /** Returns the key entered for the environment at its current address. */
  keyOf(environment: Environment): Promise<Secret | undefined>;
};

/** Starts the local engine, or joins a running one. */
export type LocalEngine = { endpoint(signal: AbortSignal): Promise<Endpoint> };

/** Paces a client's requests, and receives what is learned from their answers. */
export type ClientObserver = {
  readonly onUsage?: (units: UsageUnits) => void;
  readonly onAnswer?: (answer: KeyAnswer) => void;
  /** Awaited before each request. */
  readonly pace?: (signal: AbortSignal) => Promise<void>;
};

/** Decides which key of an environment serves a request, and learns from the answers. */
export type KeyChooser = {
  /** Throws `forbidden` if no key of the environment may write records. */
  check(environment: Environment): void;
  /** Returns the key for writing, if it is another one. Throws `cancelled` if the user refuses, `forbidden` as `check`. */
  keyForWriting(environment: Environment): Promise<Secret | undefined>;
  noteAnswer(environmentId: string, purpose: KeyPurpose, answer: KeyAnswer): void;
};

export type Connectors = {
  pinecone(endpoint: Endpoint, access: 'read' | 'write', observer?: ClientObserver): PineconeClient;
  engine(endpoint: Endpoint): EngineClient;
};

export type ConnectionsDeps = {
  readonly environments: KeyReader;
  readonly engine: LocalEngine;
  readonly connectors: Connectors;
  readonly writeAccess: Pick<WriteAccess, 'check'>;
  /** Default: usage is not counted. */
  readonly usage?: Pick<UsageMeter, 'add'>;
  /** Default: each environment has one key for everything. */
  readonly keyUse?: KeyChooser;
  /** Default: requests are not paced. */
  readonly pacing?: Pick<RequestPacing, 'take'>;
};
