import { Disposables, type Disposable } from '../../common/disposables.ts';
import { Emitter, type Event } from '../../common/emitter.ts';
import { Failure } from '../../common/failure.ts';
import type { Secret } from '../../common/secret.ts';
import { controllerAddress, type Environment } from '../../model/environment.ts';
import type { KeyStore, TryKey } from '../environments/environments.ts';

export type WritingKeyPorts = {
  readonly store: Pick<KeyStore, 'ids' | 'get' | 'set' | 'delete' | 'onDidChange'>;
  readonly tryKey: TryKey;
  /** Asks the user whether the stronger key may be used. */
  readonly agree: (environment: Environment) => Promise<boolean>;
  readonly now: () => number;
};

/** Time for which the user's answer holds, in milliseconds. */
export const agreedMs = 15 * 60_000;

/**
 * Manages the second key of environments: it may write, while the first one may only read. The user is asked before it is
 * used, once in 15 minutes.
 */
export class WritingKeys implements Disposable {
  readonly #ports: WritingKeyPorts;
  readonly #resources = new Disposables();
  readonly #changed = this.#resources.own(new Emitter<string>());
  readonly #agreedUntil = new Map<string, number>();
  /** Ids of the environments with a writing key; `undefined` until they were read. */
  #ids: ReadonlySet<string> | undefined;

  /** Fires with the id of an environment whose writing key changed. */
  readonly onDidChange: Event<string> = this.#changed.event;

  constructor(ports: WritingKeyPorts) {
    this.#ports = ports;
    this.#resources.own(
      ports.store.onDidChange((id) => {
        this.#agreedUntil.delete(id);
        this.#ids = undefined;
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
    const stored = await this.#ports.store.get(environment.id);
    return stored?.address === controllerAddress(environment) ? stored.key : undefined;
  }

  /** Returns the writing key after the user agreed; `undefined` if there is none. Throws `cancelled` if they refuse. */
  async take(environment: Environment): Promise<Secret | undefined> {
    const key = await this.peek(environment);
    if (key === undefined) return undefined;
    const until = this.#agreedUntil.get(environment.id) ?? 0;
    if (until <= this.#ports.now()) {
      if (!(await this.#ports.agree(environment)))
        throw new Failure('cancelled', 'The writing key is not used');
      this.#agreedUntil.set(environment.id, this.#ports.now() + agreedMs);
    }
    return key;
  }

  /**
   * Stores a writing key. A key that may not list indexes is accepted: the service knows it. Throws `unauthorized` if it
   * is refused.
   */
  async set(environment: Environment, key: Secret, signal: AbortSignal): Promise<void> {
    const address = controllerAddress(environment);
    try {
      await this.#ports.tryKey({ url: address, key }, signal);
    } catch (error) {
      if (!Failure.is(error, 'forbidden')) throw error;
    }
    await this.#ports.store.set(environment.id, { key, address });
  }

  async remove(environment: Environment): Promise<void> {
    await this.#ports.store.delete(environment.id);
  }

  async #readIds(): Promise<void> {
    this.#ids = new Set(await this.#ports.store.ids());
  }

  dispose(): void {
    this.#resources.dispose();
  }
}
