import { Disposables, type Disposable } from '../../common/disposables.ts';
import { Emitter, type Event } from '../../common/emitter.ts';
import { Failure } from '../../common/failure.ts';
import type { Secret } from '../../common/secret.ts';
import { controllerAddress, type Environment } from '../../model/environment.ts';
import type { KeyCheck, KeyStore, StoredKey, TryKey } from '../environments/environments.ts';

/**
 * Manages the second key of environments: it may write, while the first one may only read. The user is asked before it is
 * used, once in 15 minutes.
 */
export class WritingKeys implements Disposable {
  readonly #deps: WritingKeysDeps;
  readonly #resources = new Disposables();
  readonly #changed = this.#resources.own(new Emitter<string | undefined>());
  readonly #agreedUntil = new Map<string, number>();
  /** Ids of the environments with a writing key; `undefined` until they were read. */
  #ids: ReadonlySet<string> | undefined;
  #changeCount = 0;

  /** Fires with the id of an environment whose writing key changed, with `undefined` when `mayHave` knows more. */
  readonly onDidChange: Event<string | undefined> = this.#changed.event;

  constructor(deps: WritingKeysDeps) {
    this.#deps = deps;
    this.#resources.own(
      deps.store.onDidChange((id) => {
        this.#agreedUntil.delete(id);
        this.#ids = undefined;
        this.#changeCount++;
        this.#changed.fire(id);
      }),
    );
  }

  /** Whether the environment may have a writing key: `true` until the secrets were read. */
  mayHave(environmentId: string): boolean {
    if (this.#ids === undefined) void this.#readIds().catch(() => undefined);
    return this.#ids?.has(environmentId) ?? true;
  }

  /** Returns the writing key that was entered for the environment's address, without a question. */
  async peek(environment: Environment): Promise<Secret | undefined> {
    return (await this.#stored(environment))?.key;
  }

  /** Returns the id of the writing key at the service, if both are known. */
  async keyIdOf(environment: Environment): Promise<string | undefined> {
    return (await this.#stored(environment))?.id;
  }

  /** Returns the writing key after the user agreed; `undefined` if there is none. Throws `cancelled` if they refuse. */
  async take(environment: Environment): Promise<Secret | undefined> {
    const key = await this.peek(environment);
    if (key === undefined) return undefined;
    const until = this.#agreedUntil.get(environment.id) ?? 0;
    if (until <= this.#deps.now()) {
      if (!(await this.#deps.agree(environment)))
        throw new Failure('cancelled', 'The writing key is not used');
      this.#agreedUntil.set(environment.id, this.#deps.now() + agreedMs);
    }
    return key;
  }

  /**
   * Verifies a writing key, unless `check` is `unverified`, then stores it for the environment's address. `keyId` is its
   * id at the service, if it is known.
   */
  async set(
    environment: Environment,
    key: Secret,
    signal: AbortSignal,
    {
      keyId,
      check = 'verified',
    }: { readonly keyId?: string | undefined; readonly check?: KeyCheck } = {},
  ): Promise<void> {
    if (check === 'verified') await this.verify(environment, key, signal);
    const stored = { key, address: controllerAddress(environment) };
    await this.#deps.store.set(
      environment.id,
      keyId === undefined ? stored : { ...stored, id: keyId },
    );
  }

  /**
   * Tries a writing key without a write. A key that may not list indexes is accepted: the service knows it. Throws
   * `unauthorized` if it is refused.
   */
  async verify(environment: Environment, key: Secret, signal: AbortSignal): Promise<void> {
    try {
      await this.#deps.tryKey({ url: controllerAddress(environment), key }, signal);
    } catch (error) {
      if (!Failure.is(error, 'forbidden')) throw error;
    }
  }

  async remove(environmentId: string): Promise<void> {
    await this.#deps.store.delete(environmentId);
  }

  async #stored(environment: Environment): Promise<StoredKey | undefined> {
    const stored = await this.#deps.store.get(environment.id);
    return stored?.address === controllerAddress(environment) ? stored : undefined;
  }

  async #readIds(): Promise<void> {
    const changeCount = this.#changeCount;
    const ids = new Set(await this.#deps.store.ids());
    // A change meanwhile: the next question reads again.
    if (changeCount !== this.#changeCount || this.#ids !== undefined) return;
    this.#ids = ids;
    this.#changed.fire(undefined);
  }

  dispose(): void {
    this.#resources.dispose();
  }
}

export type WritingKeysDeps = {
  readonly store: Pick<KeyStore, 'ids' | 'get' | 'set' | 'delete' | 'onDidChange'>;
  readonly tryKey: TryKey;
  /** Asks the user whether the stronger key may be used. */
  readonly agree: (environment: Environment) => Promise<boolean>;
  readonly now: () => number;
};

/** Time for which the user's answer holds, in milliseconds. */
export const agreedMs = 15 * 60_000;
