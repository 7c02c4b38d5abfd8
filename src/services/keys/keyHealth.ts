import { Emitter, type Event } from '../../common/emitter.ts';
import type { Secret } from '../../common/secret.ts';
import type { Environment } from '../../model/environment.ts';
import type { KeyAnswer } from '../../model/keys/keyAnswer.ts';
import { keyPurposes, type KeyPurpose } from '../../model/keys/keyPurpose.ts';
import type { StateStore } from '../catalog/catalog.ts';
import type { Environments } from '../environments/environments.ts';
import type { HeldKey, KeySlot, KeySlots } from './keySlots.ts';
import type { Fingerprint } from './storedKeys.ts';

/** Records when keys were first seen, last used and last refused. It stores fingerprints, never a key. */
export class KeyHealth {
  readonly #deps: KeyHealthDeps;
  readonly #old = new Emitter<OldKey>();
  /** When each key's newest answer was stored. */
  readonly #storedAt = new Map<string, number>();

  /** Fires with a key that is old, at most once in 14 days. */
  readonly onDidAge: Event<OldKey> = this.#old.event;

  constructor(deps: KeyHealthDeps) {
    this.#deps = deps;
  }

  /** Records an answer to a request with the key. */
  async note(slot: KeySlot, { failure }: KeyAnswer): Promise<void> {
    const { environments, slots, now, state } = this.#deps;
    const name = stateName(slot);
    const isRefused = failure === 'unauthorized';
    const isRecent = now() - (this.#storedAt.get(name) ?? -Infinity) < storeMs;
    if (isRecent && !isRefused) return;
    this.#storedAt.set(name, now());
    const environment = environments.byId(slot.environmentId);
    const key = await slots.keyIn(slot);
    if (environment === undefined || key === undefined) return;
    const facts = await this.#factsOf(name, key);
    const time = isRefused ? { lastRefusedMs: now() } : { lastUsedMs: now() };
    state.set(name, { ...facts, ...time });
    if (!isRefused) this.#remind({ environment, purpose: slot.purpose }, facts);
  }

  /** Notes the next answer at once: the environment may have another key. */
  renew(environmentId: string): void {
    for (const purpose of keyPurposes) this.#storedAt.delete(stateName({ environmentId, purpose }));
  }

  /** Returns the health of all stored keys, in the order of the environments. */
  async report(): Promise<readonly KeyReport[]> {
    const { slots, state } = this.#deps;
    const keyed: Omit<KeyReport, 'sharedWith'>[] = [];
    for (const { environment, purpose, key } of await slots.held()) {
      const name = stateName({ environmentId: environment.id, purpose });
      const facts = await this.#factsOf(name, key);
      state.set(name, facts);
      keyed.push({ environment, purpose, facts });
    }
    return keyed.map((one) => ({
      ...one,
      sharedWith: keyed.filter((other) => other !== one && other.facts.print === one.facts.print),
    }));
  }

  /** Whether a key is older than the user's limit. */
  isOld({ firstSeenMs }: KeyFacts): boolean {
    const days = this.#deps.oldAfterDays();
    return days > 0 && this.#deps.now() - firstSeenMs > days * dayMs;
  }

  /** Returns the stored facts, or new ones if the key has changed. */
  async #factsOf(name: string, key: Secret): Promise<KeyFacts> {
    const { fingerprint, state, now } = this.#deps;
    const print = (await fingerprint())(key.reveal());
    const known = decodeFacts(state.get(name));
    return known?.print === print ? known : { print, firstSeenMs: now() };
  }

  #remind(key: OldKey, facts: KeyFacts): void {
    const { state, now } = this.#deps;
    const name = `keys/reminded/${facts.print}`;
    const last = state.get(name);
    const isDue = typeof last !== 'number' || now() - last > remindMs;
    if (!this.isOld(facts) || !isDue) return;
    state.set(name, now());
    this.#old.fire(key);
  }
}

/** What is known of a stored key; times in milliseconds since 1970. */
export type KeyFacts = {
  readonly print: string;
  readonly firstSeenMs: number;
  readonly lastUsedMs?: number;
  readonly lastRefusedMs?: number;
};

/** The health of a key of an environment. */
export type KeyReport = {
  readonly environment: Environment;
  readonly purpose: KeyPurpose;
  readonly facts: KeyFacts;
  /** Other places of this machine with the same key. */
  readonly sharedWith: readonly Pick<KeyReport, 'environment' | 'purpose'>[];
};

/** A key that should be rotated. */
export type OldKey = Pick<HeldKey, 'environment' | 'purpose'>;

export type KeyHealthDeps = {
  readonly environments: Pick<Environments, 'byId'>;
  readonly slots: Pick<KeySlots, 'keyIn' | 'held'>;
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

function stateName({ environmentId, purpose }: KeySlot): string {
  return `keys/health/${environmentId}${purpose === 'apiKey' ? '' : `/${purpose}`}`;
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
