import { throwIfAborted } from '../../common/async.ts';
import { Disposables, type Disposable } from '../../common/disposables.ts';
import { Emitter, type Event } from '../../common/emitter.ts';
import { Failure } from '../../common/failure.ts';
import type { Secret } from '../../common/secret.ts';
import { controllerAddress, localEnvironment, type Environment } from '../../model/environment.ts';
import type { Endpoint, KeyReader } from './connections.ts';
import { decodeEnvironment, decodeName } from './environmentInput.ts';
import {
  decodeSettings,
  idOf,
  isSameName,
  settingsScopes,
  type DecodedSettings,
  type DescriptorStore,
  type EnvironmentProblem,
  type SettingsScope,
} from './environmentSettings.ts';

/** Manages the configured environments, the local one, and their keys. Names and ids are unique. */
export class Environments implements KeyReader, Disposable {
  readonly #deps: EnvironmentDeps;
  readonly #resources = new Disposables();
  readonly #changed = this.#resources.own(new Emitter<void>());
  readonly #keyChanged = this.#resources.own(new Emitter<string>());
  #decoded: DecodedSettings | undefined;
  #lastEdit: Promise<unknown> = Promise.resolve();

  /** Fires after every change of a descriptor or key: in this window, in another one, or in a settings file. */
  readonly onDidChange: Event<void> = this.#changed.event;
  /** Fires with the id of an environment whose key was replaced or removed. Cached data of it may be wrong. */
  readonly onDidChangeKey: Event<string> = this.#keyChanged.event;

  constructor(deps: EnvironmentDeps) {
    this.#deps = deps;
    this.#resources.own(deps.descriptors.onDidChange(() => this.#reload()));
    this.#resources.own(
      deps.keys.onDidChange((id) => {
        this.#keyChanged.fire(id);
        this.#changed.fire();
      }),
    );
  }

  /** Returns the environments in settings order, the local one last. */
  all(): readonly Environment[] {
    return [...this.#read().environments, localEnvironment];
  }

  problems(): readonly EnvironmentProblem[] {
    return this.#read().problems;
  }

  byName(name: string): Environment | undefined {
    return this.all().find((environment) => environment.name === name);
  }

  byId(id: string): Environment | undefined {
    return this.all().find((environment) => environment.id === id);
  }

  /** Whether this machine has a key that may be sent to the environment's current address. */
  async hasKey(id: string): Promise<boolean> {
    if (id === localEnvironment.id) return true;
    const environment = this.byId(id);
    return environment !== undefined && (await this.keyOf(environment)) !== undefined;
  }

  /**
   * Returns the key if it was entered for the address in both the settings and this descriptor. A changed address needs
   * the key again, and a descriptor from before the change never gets a newer key.
   */
  async keyOf(environment: Environment): Promise<Secret | undefined> {
    return (await this.#storedKey(environment))?.key;
  }

  /** Returns the id of the environment's key at the service, if both are known. */
  async keyIdOf(environment: Environment): Promise<string | undefined> {
    return (await this.#storedKey(environment))?.id;
  }

  /**
   * Returns the decoded name. Throws `badInput` or `conflict` if it cannot be used for a new environment, or for `id`.
   */
  checkName(text: string, id?: string): string {
    const name = decodeName(text);
    const taken = this.all().find((other) => other.id !== id && isSameName(other.name, name));
    if (taken !== undefined)
      throw new Failure('conflict', `There is already an environment “${taken.name}”`);
    return name;
  }

  /**
   * Verifies the key, then stores it and writes the descriptor to user settings. Stores both or neither. `unverified`
   * skips the verification, for a service that cannot be reached.
   */
  async add(
    draft: EnvironmentDraft,
    key: Secret,
    signal: AbortSignal,
    check: KeyCheck = 'verified',
  ): Promise<Environment> {
    const name = this.checkName(draft.name);
    const environment = decodeEnvironment({ ...draft, name, id: this.#deps.newId() });
    if (check === 'verified') await this.#try(environment, key, signal);
    await this.#edit(async () => {
      this.checkName(name);
      const entries = this.#entries('user');
      await this.#deps.keys.set(environment.id, { key, address: controllerAddress(environment) });
      try {
        await this.#deps.descriptors.write('user', [...entries, environment]);
      } catch (error) {
        await this.#deps.keys.delete(environment.id);
        throw new Failure('internal', 'Could not write the environment to the settings', {
          cause: error,
        });
      }
    });
    return environment;
  }

  async rename(id: string, name: string): Promise<void> {
    this.#own(id);
    await this.#edit(async () => {
      const checked = this.checkName(name, id);
      await this.#replace(id, (entry) => [{ ...entry, name: checked }]);
    });
  }

  /**
   * Changes role, colour, address or limit. With another address, the environment has no key until it is entered again: a key
   * belongs to the address that it was entered for. Throws `badInput` for values that settings do not allow.
   */
  async change(id: string, change: EnvironmentChange): Promise<void> {
    const environment = this.#own(id);
    const changed = (entry: object): object => {
      const { requestsPerSecond, ...rest } = { requestsPerSecond: 0, ...entry, ...change };
      return requestsPerSecond === 0 ? rest : { ...rest, requestsPerSecond };
    };
    decodeEnvironment(changed(environment));
    await this.#edit(() => this.#replace(id, (entry) => [changed(entry)]));
  }

  /** Marks the environment read-only, or not. Production is locked without the mark. */
  async setReadOnly(id: string, readOnly: boolean): Promise<void> {
    this.#own(id);
    await this.#edit(() =>
      this.#replace(id, (entry) => {
        const { readOnly: _before, ...rest } = entry;
        return [readOnly ? { ...rest, readOnly } : rest];
      }),
    );
  }

  /** Deletes the key and the descriptor. Leaves the indexes unchanged. */
  async remove(id: string): Promise<void> {
    this.#own(id);
    await this.#edit(async () => {
      await this.#deps.keys.forget(id);
      await this.#replace(id, () => []);
    });
  }

  /**
   * Returns keys without a matching settings entry in this window: the entry was deleted by hand, or is in other
   * settings.
   */
  async unusedKeys(): Promise<readonly UnusedKey[]> {
    const ids = await this.#deps.keys.ids();
    const unused = ids.filter((id) => this.byId(id) === undefined);
    return Promise.all(
      unused.map(async (environmentId) => {
        const stored = await this.#deps.keys.get(environmentId);
        return { environmentId, address: stored?.address };
      }),
    );
  }

  async forgetKey({ environmentId }: UnusedKey): Promise<void> {
    await this.#edit(() => this.#deps.keys.forget(environmentId));
  }

  /**
   * Verifies the key, unless `unverified`, then stores it for the environment's current address. `keyId` is its id at the
   * service, if it is known.
   */
  async updateKey(
    id: string,
    key: Secret,
    signal: AbortSignal,
    keyId?: string,
    check: KeyCheck = 'verified',
  ): Promise<void> {
    const environment = this.#own(id);
    if (check === 'verified') await this.#try(environment, key, signal);
    const stored = { key, address: controllerAddress(environment) };
    await this.#edit(() =>
      this.#deps.keys.set(id, keyId === undefined ? stored : { ...stored, id: keyId }),
    );
  }

  /** Tries a key at the environment's current address and stores nothing. Throws the service's failure if it is refused. */
  async verifyKey(id: string, key: Secret, signal: AbortSignal): Promise<void> {
    await this.#try(this.#own(id), key, signal);
  }

  /** Records which key of the service the environment has. Does nothing if it has none. */
  async markKey(id: string, keyId: string): Promise<void> {
    const stored = await this.#storedKey(this.#own(id));
    if (stored !== undefined)
      await this.#edit(() => this.#deps.keys.set(id, { ...stored, id: keyId }));
  }

  /** Deletes a key that is of no use any more. */
  async dropKey(id: string): Promise<void> {
    await this.#edit(() => this.#deps.keys.delete(id));
  }

  dispose(): void {
    this.#resources.dispose();
  }

  async #storedKey(environment: Environment): Promise<StoredKey | undefined> {
    const current = this.byId(environment.id);
    if (current === undefined || current.kind === 'local') return undefined;
    const address = controllerAddress(environment);
    if (address !== controllerAddress(current)) return undefined;
    const stored = await this.#deps.keys.get(environment.id);
    return stored?.address === address ? stored : undefined;
  }

  #own(id: string): Environment {
    if (id === localEnvironment.id)
      throw new Failure('badInput', 'The local environment is built in and has no user key');
    const environment = this.byId(id);
    if (environment === undefined)
      throw new Failure('notFound', 'The environment is no longer in the settings');
    return environment;
  }

  async #try(environment: Environment, key: Secret, signal: AbortSignal): Promise<void> {
    throwIfAborted(signal);
    const timeout = AbortSignal.timeout(tryTimeoutMs);
    const url = controllerAddress(environment);
    try {
      await this.#deps.tryKey({ url, key }, AbortSignal.any([signal, timeout]));
    } catch (error) {
      if (!timeout.aborted || signal.aborted) throw error;
      const host = new URL(url).host;
      throw new Failure('timeout', `${host} did not answer within 10 seconds`, { cause: error });
    }
    throwIfAborted(signal);
  }

  /** Runs edits one at a time, each on the settings that the previous one left. */
  #edit(change: () => Promise<void>): Promise<void> {
    const edit = this.#lastEdit.then(async () => {
      await change();
      this.#reload();
    });
    this.#lastEdit = edit.catch(() => undefined);
    return edit;
  }

  async #replace(
    id: string,
    change: (entry: Readonly<Record<string, unknown>>) => readonly unknown[],
  ): Promise<void> {
    for (const scope of settingsScopes) {
      const entries = this.#entries(scope);
      if (!entries.some((entry) => idOf(entry) === id)) continue;
      const changed = entries.flatMap((entry) =>
        idOf(entry) === id ? change(entry as {}) : [entry],
      );
      await this.#deps.descriptors.write(scope, changed);
    }
  }

  /** Returns the raw list of a scope, including invalid entries. */
  #entries(scope: SettingsScope): readonly unknown[] {
    const entries = this.#deps.descriptors.read(scope) ?? [];
    if (!Array.isArray(entries))
      throw new Failure(
        'badInput',
        'The setting “vectorscope.environments” is not a list: correct it before changing environments',
      );
    return entries;
  }

  #reload(): void {
    this.#decoded = undefined;
    this.#changed.fire();
  }

  #read(): DecodedSettings {
    this.#decoded ??= decodeSettings(this.#deps.descriptors);
    return this.#decoded;
  }
}

/** A key and the origin and path it was entered for. The key is never sent to another controller. */
export type StoredKey = {
  readonly key: Secret;
  readonly address: string;
  /** Id of the key at the service, if it is known. */
  readonly id?: string;
};

export type KeyStore = {
  /** Returns the ids of all environments with a key on this machine, also those of other windows. */
  ids(): Promise<readonly string[]>;
  get(environmentId: string): Promise<StoredKey | undefined>;
  set(environmentId: string, stored: StoredKey): Promise<void>;
  delete(environmentId: string): Promise<void>;
  /** Deletes everything secret of an environment. */
  forget(environmentId: string): Promise<void>;
  /** Fires with the environment's id, also after changes in other windows. */
  readonly onDidChange: Event<string>;
};

/** Lists the indexes with a key, to verify it. Throws the service's failure if the key is rejected. */
export type TryKey = (endpoint: Endpoint, signal: AbortSignal) => Promise<void>;

export type EnvironmentDeps = {
  readonly descriptors: DescriptorStore;
  readonly keys: KeyStore;
  readonly tryKey: TryKey;
  readonly newId: () => string;
};

/** A stored key of an environment that this window does not know. A folder with its own settings may still use it. */
export type UnusedKey = { readonly environmentId: string; readonly address: string | undefined };

/** `requestsPerSecond` as 0 removes the limit. */
export type EnvironmentChange = Partial<
  Pick<Environment, 'role' | 'colour' | 'controllerUrl' | 'requestsPerSecond'>
>;

/** Whether a key is tried at its service before it is stored. */
export type KeyCheck = 'verified' | 'unverified';

export type EnvironmentDraft = Omit<Environment, 'id'>;

const tryTimeoutMs = 10_000;
