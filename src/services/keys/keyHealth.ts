import { Emitter, type Event } from '../../common/emitter.ts';
import type { Secret } from '../../common/secret.ts';
import type { Environment } from '../../model/environment.ts';
import type { KeyAnswer } from '../../model/keys/keyAnswer.ts';
import type { StateStore } from '../catalog/catalog.ts';
import type { Environments } from '../environments/environments.ts';
import type { Fingerprint } from './storedKeys.ts';

/** What is known of a stored key; times in milliseconds since 1970. */
export type KeyFacts = {
  readonly print: string;
  readonly firstSeenMs: number;
  readonly lastUsedMs?: number;
  readonly lastRefusedMs?: number;
};

/** The health of an environment's key. */
export type KeyReport = {
  readonly environment: Environment;
  readonly facts: KeyFacts;
  /** Other environments with the same key. */
  readonly sharedWith: readonly Environment[];
};

export type KeyHealthPorts = {
  readonly environments: Pick<Environments, 'all' | 'byId' | 'keyOf'>;
  readonly fingerprint: () => Promise<Fingerprint>;
  readonly state: StateStore;
  readonly now: () => number;
  /** Age in days from which a key is old; 0 for never. */
  readonly oldAfterDays: () => number;
};

/** Uses that follow each other are stored once in this time. */
const storeMs = 60_000;
const dayMs = 24 * 60 * 60_000;
/** Time between two reminders of one key. */
const remindMs = 14 * dayMs;

/** Records when keys were first seen, last used and last refused. It stores fingerprints, never a key. */
export class KeyHealth {
  readonly #ports: KeyHealthPorts;
  readonly #old = new Emitter<Environment>();
  /** When each environment's newest answer was stored. */
  readonly #storedAt = new Map<string, number>();

  /** Fires with an environment whose key is old, at most once in 14 days. */
  readonly onDidAge: Event<Environment> = this.#old.event;

  constructor(ports: KeyHealthPorts) {
    this.#ports = ports;
  }

  /** Records an answer to a request with the environment's key. */
  async note(environmentId: string, { failure }: KeyAnswer): Promise<void> {
    const { environments, now, state } = this.#ports;
    const isRefused = failure === 'unauthorized';
    const isRecent = now() - (this.#storedAt.get(environmentId) ?? -Infinity) < storeMs;
    if (isRecent && !isRefused) return;
    this.#storedAt.set(environmentId, now());
    const environment = environments.byId(environmentId);
    const key = environment && (await environments.keyOf(environment));
    if (environment === undefined || key === undefined) return;
    const facts = await this.#factsOf(environmentId, key);
    const time = isRefused ? { lastRefusedMs: now() } : { lastUsedMs: now() };
    state.set(stateName(environmentId), { ...facts, ...time });
    if (!isRefused) this.#remind(environment, facts);
  }

  /** Returns the health of all stored keys, in the order of the environments. */
  async report(): Promise<readonly KeyReport[]> {
    const { environments } = this.#ports;
    const keyed: { readonly environment: Environment; readonly facts: KeyFacts }[] = [];
    for (const environment of environments.all()) {
      const key = await environments.keyOf(environment);
      if (key === undefined) continue;
      const facts = await this.#factsOf(environment.id, key);
      this.#ports.state.set(stateName(environment.id), facts);
      keyed.push({ environment, facts });
    }
    return keyed.map(({ environment, facts }) => ({
      environment,
      facts,
      sharedWith: keyed
        .filter((other) => other.environment !== environment && other.facts.print === facts.print)
        .map((other) => other.environment),
    }));
  }

  /** Whether a key is older than the user's limit. */
  isOld({ firstSeenMs }: KeyFacts): boolean {
    const days = this.#ports.oldAfterDays();
    return days > 0 && this.#ports.now() - firstSeenMs > days * dayMs;
  }

  /** Another key than the stored one starts anew. */
  async #factsOf(environmentId: string, key: Secret): Promise<KeyFacts> {
    const { fingerprint, state, now } = this.#ports;
    const print = (await fingerprint())(key.reveal());
    const known = decodeFacts(state.get(stateName(environmentId)));
    return known?.print === print ? known : { print, firstSeenMs: now() };
  }

  #remind(environment: Environment, facts: KeyFacts): void {
    const { state, now } = this.#ports;
    const name = `keys/reminded/${facts.print}`;
    const last = state.get(name);
    const isDue = typeof last !== 'number' || now() - last > remindMs;
    if (!this.isOld(facts) || !isDue) return;
    state.set(name, now());
    this.#old.fire(environment);
  }
}

function stateName(environmentId: string): string {
  return `keys/health/${environmentId}`;
}

function decodeFacts(value: unknown): KeyFacts | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const { print, firstSeenMs, lastUsedMs, lastRefusedMs } = value as Record<string, unknown>;
  if (typeof print !== 'string' || typeof firstSeenMs !== 'number') return undefined;
  return {
    print,
    firstSeenMs,
    ...(typeof lastUsedMs === 'number' && { lastUsedMs }),
    ...(typeof lastRefusedMs === 'number' && { lastRefusedMs }),
  };
}
