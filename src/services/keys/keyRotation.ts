import { sleep, throwIfAborted } from '../../common/async.ts';
import { Failure } from '../../common/failure.ts';
import type { Secret } from '../../common/secret.ts';
import { controllerAddress, type Environment } from '../../model/environment.ts';
import { successorName, type ProjectKey } from '../../model/keys/projectKey.ts';
import type { Environments } from '../environments/environments.ts';
import type { ProjectAccess } from './projectAccess.ts';
import type { RotationState, RotationStore } from './rotationState.ts';

export type KeyRotationPorts = {
  readonly rotations: RotationStore;
  readonly access: Pick<ProjectAccess, 'keys' | 'create' | 'revoke'>;
  readonly environments: Pick<Environments, 'all' | 'byId' | 'keyOf' | 'keyIdOf' | 'updateKey'>;
  readonly newToken: () => string;
  readonly now: () => number;
  /** Pause before a new key is tried again: the service may not know it yet. */
  readonly retryMs?: number;
};

type Created = Extract<RotationState, { step: 'created' }>;
type Swapped = Extract<RotationState, { step: 'swapped' }>;

const tries = 5;

/**
 * Replaces the key of an environment by a successor with the same roles. Every step is stored before the next one begins,
 * so that an interrupted rotation can go on or be undone: until the end, the environment has a key that works, and the old
 * key stays valid until the user confirms that nothing else uses it.
 */
export class KeyRotation {
  readonly #ports: KeyRotationPorts;

  constructor(ports: KeyRotationPorts) {
    this.#ports = ports;
  }

  /** Returns a rotation that has not ended, also one of another window. */
  pending(environment: Environment): Promise<RotationState | undefined> {
    return this.#ports.rotations.get(environment.id);
  }

  /**
   * Creates the successor, tries it and swaps it in. Throws `conflict` if another rotation of this environment has not
   * ended, and the service's failure where a step fails; `resume` goes on from there.
   */
  async start(environment: Environment, old: ProjectKey, signal: AbortSignal): Promise<void> {
    const { rotations, newToken, now } = this.#ports;
    if ((await this.pending(environment)) !== undefined) throw otherRotation(environment);
    const { keys } = await this.#ports.access.keys(environment, signal);
    const newName = successorName(
      old.name,
      keys.map(({ name }) => name),
    );
    const { id, name } = old;
    const state: RotationState = {
      step: 'creating',
      token: newToken(),
      startedMs: now(),
      old: { id, name },
      newName,
    };
    await rotations.set(environment.id, state);
    await this.#goOn(environment, state, signal);
  }

  /** Goes on with a rotation until its successor is in use. Throws as `start` does. */
  async resume(environment: Environment, signal: AbortSignal): Promise<void> {
    const state = await this.#current(environment);
    if (state.step === 'swapped') return;
    const { keys } = await this.#ports.access.keys(environment, signal);
    // Takes over: a window that is still at it stops at its next step.
    const own = { ...withoutLostSuccessor(state, keys), token: this.#ports.newToken() };
    await this.#ports.rotations.set(environment.id, own);
    await this.#goOn(environment, own, signal);
  }

  /** Revokes the old key and ends the rotation. Without project access, only ends it: the user revoked the key. */
  async finish(environment: Environment, signal: AbortSignal): Promise<void> {
    const state = await this.#current(environment);
    if (state.step !== 'swapped')
      throw new Failure('conflict', 'The new key is not in use yet; the old one stays');
    if ((await this.#keyOf(environment)).reveal() === state.previous.reveal())
      throw new Failure('conflict', 'The environment still uses the old key: undo the rotation');
    if (state.old !== undefined) await this.#ports.access.revoke(environment, state.old.id, signal);
    await this.#ports.rotations.delete(environment.id);
  }

  /** Puts the old key back and revokes the successor. Throws the service's failure if the old key no longer works. */
  async undo(environment: Environment, signal: AbortSignal): Promise<void> {
    const state = await this.#current(environment);
    const { environments, access, rotations } = this.#ports;
    if (state.step === 'swapped')
      for (const id of state.swappedIn)
        if (environments.byId(id) !== undefined)
          await environments.updateKey(id, state.previous, signal, state.old?.id);
    if (state.step === 'creating') {
      // Without project access nothing was created.
      await this.#revokeLost(environment, state.newName, signal).catch((error: unknown) => {
        if (!Failure.is(error, 'notFound')) throw error;
      });
    } else if (state.successor !== undefined)
      await access.revoke(environment, state.successor.id, signal);
    await rotations.delete(environment.id);
  }

  /** Swaps in a key that the user created. Throws `conflict` as `start` does; a refused key changes nothing. */
  async swapByHand(environment: Environment, next: Secret, signal: AbortSignal): Promise<void> {
    const { environments, rotations, newToken, now } = this.#ports;
    if ((await this.pending(environment)) !== undefined) throw otherRotation(environment);
    const previous = await this.#keyOf(environment);
    if (previous.reveal() === next.reveal())
      throw new Failure('badInput', 'This is the key that the environment has already');
    const sharing = await this.#sharing(environment, previous);
    const state = { step: 'swapped', previous, swappedIn: sharing } as const;
    await rotations.set(environment.id, { ...state, token: newToken(), startedMs: now() });
    try {
      await environments.updateKey(environment.id, next, signal);
    } catch (error) {
      await rotations.delete(environment.id);
      throw error;
    }
    await this.#swapOthers(environment, sharing, next, undefined, signal);
  }

  async #goOn(environment: Environment, state: RotationState, signal: AbortSignal): Promise<void> {
    throwIfAborted(signal);
    if (state.step === 'swapped') return;
    const created =
      state.step === 'created' ? state : await this.#create(environment, state, signal);
    await this.#swap(environment, created, signal);
  }

  async #create(
    environment: Environment,
    state: Extract<RotationState, { step: 'creating' }>,
    signal: AbortSignal,
  ): Promise<Created> {
    const { access } = this.#ports;
    const previous = await this.#keyOf(environment);
    const stored = await this.#ports.rotations.get(environment.id);
    if (stored?.token !== state.token) throw otherRotation(environment);
    await this.#revokeLost(environment, state.newName, signal);
    const { keys } = await access.keys(environment, signal);
    const old = keys.find(({ id }) => id === state.old.id);
    if (old === undefined)
      throw new Failure(
        'notFound',
        `The key “${state.old.name}” is not in the project any more: enter a new key`,
      );
    const { key, value } = await access.create(
      environment,
      { name: state.newName, roles: old.roles },
      signal,
    );
    const { token, startedMs } = state;
    const created: Created = {
      step: 'created',
      token,
      startedMs,
      old: state.old,
      successor: { id: key.id, name: key.name },
      next: value,
      previous,
    };
    if (await this.#advance(environment, created)) return created;
    await access.revoke(environment, key.id, signal);
    throw otherRotation(environment);
  }

  /** The value of a successor is lost if it was created but not stored. Nothing can use such a key. */
  async #revokeLost(environment: Environment, name: string, signal: AbortSignal): Promise<void> {
    const { access } = this.#ports;
    const { keys } = await access.keys(environment, signal);
    for (const key of keys) if (key.name === name) await access.revoke(environment, key.id, signal);
  }

  async #swap(environment: Environment, state: Created, signal: AbortSignal): Promise<void> {
    const { environments } = this.#ports;
    const { token, startedMs, old, successor, previous } = state;
    const isSwapped = (await environments.keyIdOf(environment)) === successor.id;
    const sharing = await this.#sharing(environment, previous);
    if (!isSwapped) await this.#tryAndStore(environment, state, signal);
    const swapped: Swapped = {
      step: 'swapped',
      token,
      startedMs,
      old,
      successor,
      previous,
      swappedIn: sharing,
    };
    if (!(await this.#advance(environment, swapped))) throw otherRotation(environment);
    await this.#swapOthers(environment, sharing, state.next, successor.id, signal);
  }

  /** Tries the successor for a while: until the service knows a new key, it refuses it. */
  async #tryAndStore(environment: Environment, state: Created, signal: AbortSignal): Promise<void> {
    const { environments, rotations, retryMs = 2000 } = this.#ports;
    for (let attempt = 1; ; attempt++) {
      const stored = await rotations.get(environment.id);
      if (stored?.token !== state.token) throw otherRotation(environment);
      try {
        const { next, successor } = state;
        return await environments.updateKey(environment.id, next, signal, successor.id);
      } catch (error) {
        if (!Failure.is(error, 'unauthorized') || attempt === tries) throw error;
        await sleep(retryMs, signal);
      }
    }
  }

  /** Gives the successor to the other environments that had the same key at the same address. */
  async #swapOthers(
    environment: Environment,
    ids: readonly string[],
    next: Secret,
    keyId: string | undefined,
    signal: AbortSignal,
  ): Promise<void> {
    for (const id of ids)
      if (id !== environment.id) await this.#ports.environments.updateKey(id, next, signal, keyId);
  }

  /** Returns the ids of the environments that have this key at the same address, this one first. */
  async #sharing(environment: Environment, key: Secret): Promise<readonly string[]> {
    const { environments } = this.#ports;
    const address = controllerAddress(environment);
    const others: string[] = [];
    for (const other of environments.all()) {
      if (other.id === environment.id || controllerAddress(other) !== address) continue;
      if ((await environments.keyOf(other))?.reveal() === key.reveal()) others.push(other.id);
    }
    return [environment.id, ...others];
  }

  /** Stores the next step; returns `false`, and stores nothing, if another run owns the rotation now. */
  async #advance(environment: Environment, state: RotationState): Promise<boolean> {
    const { rotations } = this.#ports;
    if ((await rotations.get(environment.id))?.token !== state.token) return false;
    await rotations.set(environment.id, state);
    return (await rotations.get(environment.id))?.token === state.token;
  }

  async #current(environment: Environment): Promise<RotationState> {
    const state = await this.pending(environment);
    if (state === undefined)
      throw new Failure('notFound', `The key of “${environment.name}” is not being rotated`);
    return state;
  }

  async #keyOf(environment: Environment): Promise<Secret> {
    const key = await this.#ports.environments.keyOf(environment);
    if (key === undefined)
      throw new Failure('unauthorized', `“${environment.name}” has no key on this machine yet`);
    return key;
  }
}

/** A successor that was revoked elsewhere before it was in use is created again. */
function withoutLostSuccessor(state: RotationState, keys: readonly ProjectKey[]): RotationState {
  if (state.step !== 'created' || keys.some(({ id }) => id === state.successor.id)) return state;
  const { token, startedMs, old, successor } = state;
  return { step: 'creating', token, startedMs, old, newName: successor.name };
}

function otherRotation({ name }: Environment): Failure {
  return new Failure(
    'conflict',
    `The key of “${name}” is being rotated already, perhaps in another window; “Rotate Key” goes on with it`,
  );
}
