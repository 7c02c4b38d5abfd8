import { Failure } from '../../common/failure.ts';
import type { Secret } from '../../common/secret.ts';
import { controllerAddress, type Environment } from '../../model/environment.ts';
import { keyPurposes, type KeyPurpose } from '../../model/keys/keyPurpose.ts';
import type { Environments } from '../environments/environments.ts';
import type { WritingKeys } from './writingKeys.ts';

/** Reads and replaces the keys of environments for every purpose. A key is used at the address that it was entered for. */
export class KeySlots {
  readonly #deps: KeySlotDeps;

  constructor(deps: KeySlotDeps) {
    this.#deps = deps;
  }

  /** Returns the key at its environment's current address. */
  async keyIn({ environmentId, purpose }: KeySlot): Promise<Secret | undefined> {
    const { environments, writingKeys } = this.#deps;
    const environment = environments.byId(environmentId);
    // The key of the local engine is none of the user's.
    if (environment === undefined || environment.kind === 'local') return undefined;
    return purpose === 'apiKey' ? environments.keyOf(environment) : writingKeys.peek(environment);
  }

  /** Returns the id of the key at the service, if both are known. */
  async keyIdIn({ environmentId, purpose }: KeySlot): Promise<string | undefined> {
    const { environments, writingKeys } = this.#deps;
    const environment = environments.byId(environmentId);
    if (environment === undefined || environment.kind === 'local') return undefined;
    return purpose === 'apiKey'
      ? environments.keyIdOf(environment)
      : writingKeys.keyIdOf(environment);
  }

  /** Tries a key as `put` does, and stores nothing. */
  async verify(slot: KeySlot, key: Secret, signal: AbortSignal): Promise<void> {
    const { environments, writingKeys } = this.#deps;
    if (slot.purpose === 'apiKey') return environments.verifyKey(slot.environmentId, key, signal);
    return writingKeys.verify(this.#environmentOf(slot), key, signal);
  }

  /** Tries a key, then stores it. Throws the service's failure if it is refused; the slot keeps its key then. */
  async put(slot: KeySlot, key: Secret, signal: AbortSignal, keyId?: string): Promise<void> {
    const { environments, writingKeys } = this.#deps;
    if (slot.purpose === 'apiKey')
      return environments.updateKey(slot.environmentId, key, signal, keyId);
    return writingKeys.set(this.#environmentOf(slot), key, signal, { keyId });
  }

  /** Records which key of the service is in the slot. Does nothing if it is empty. */
  async mark(slot: KeySlot, keyId: string): Promise<void> {
    const { environments, writingKeys } = this.#deps;
    if (slot.purpose === 'apiKey') return environments.markKey(slot.environmentId, keyId);
    const key = await this.keyIn(slot);
    if (key === undefined) return;
    const { signal } = new AbortController();
    await writingKeys.set(this.#environmentOf(slot), key, signal, { keyId, check: 'unverified' });
  }

  /** Deletes a key that is of no use any more. */
  async drop({ environmentId, purpose }: KeySlot): Promise<void> {
    const { environments, writingKeys } = this.#deps;
    if (purpose === 'apiKey') return environments.dropKey(environmentId);
    await writingKeys.remove(environmentId);
  }

  /** Returns all keys of this machine, in the order of the environments. */
  async held(): Promise<readonly HeldKey[]> {
    const held: HeldKey[] = [];
    for (const environment of this.#deps.environments.all())
      for (const purpose of keyPurposes) {
        const key = await this.keyIn({ environmentId: environment.id, purpose });
        if (key !== undefined) held.push({ environment, purpose, key });
      }
    return held;
  }

  /** Returns the slots that have this key for the address. */
  async holding(key: Secret, address: string): Promise<readonly KeySlot[]> {
    const held = await this.held();
    return held
      .filter((one) => controllerAddress(one.environment) === address)
      .filter((one) => one.key.reveal() === key.reveal())
      .map(({ environment, purpose }) => ({ environmentId: environment.id, purpose }));
  }

  /** Returns the slots whose key is known to have this id at the service. */
  async withKeyId(keyId: string): Promise<readonly KeySlot[]> {
    const slots = this.#deps.environments
      .all()
      .flatMap(({ id }) => keyPurposes.map((purpose) => ({ environmentId: id, purpose })));
    const ids = await Promise.all(slots.map((slot) => this.keyIdIn(slot)));
    return slots.filter((_, at) => ids[at] === keyId);
  }

  #environmentOf({ environmentId }: KeySlot): Environment {
    const environment = this.#deps.environments.byId(environmentId);
    if (environment === undefined)
      throw new Failure('notFound', 'The environment is no longer in the settings');
    return environment;
  }
}

/** A place for a key on this machine: an environment has one for each purpose. */
export type KeySlot = { readonly environmentId: string; readonly purpose: KeyPurpose };

export type KeySlotDeps = {
  readonly environments: Pick<
    Environments,
    'all' | 'byId' | 'keyOf' | 'keyIdOf' | 'updateKey' | 'verifyKey' | 'markKey' | 'dropKey'
  >;
  readonly writingKeys: Pick<WritingKeys, 'peek' | 'keyIdOf' | 'set' | 'verify' | 'remove'>;
};

/** A key and where it is. */
export type HeldKey = {
  readonly environment: Environment;
  readonly purpose: KeyPurpose;
  readonly key: Secret;
};
