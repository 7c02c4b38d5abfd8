import { throwIfAborted } from '../../common/async.ts';
import { Failure } from '../../common/failure.ts';
import type { Secret } from '../../common/secret.ts';
import { controllerAddress, type Environment } from '../../model/environment.ts';
import type { KeyPurpose } from '../../model/keys/keyPurpose.ts';
import { successorName, type ProjectKey } from '../../model/keys/projectKey.ts';
import type { Environments } from '../environments/environments.ts';
import type { KeySlot, KeySlots } from './keySlots.ts';
import type { ProjectAccess } from './projectAccess.ts';
import type { RotationState, RotationStore } from './rotationState.ts';
import { whileUnknown } from './whileUnknown.ts';

/**
 * Replaces a key of an environment by a successor with the same roles. Every step is stored before the next one begins, so
 * that an interrupted rotation can go on or be undone: until the end, the environment has a key that works, and the old
 * key stays valid until the user confirms that nothing else uses it. A key is revoked only after the one that replaces it
 * was tried.
 */
export class KeyRotation {
  readonly #deps: KeyRotationDeps;

  constructor(deps: KeyRotationDeps) {
    this.#deps = deps;
  }

  /** Returns a rotation that has not ended, also one of another window. */
  pending({ id }: Environment, purpose: KeyPurpose): Promise<RotationState | undefined> {
    return this.#deps.rotations.get({ environmentId: id, purpose });
  }

  /**
   * Creates the successor, tries it and swaps it in. Throws `conflict` if another rotation of this key has not ended, and
   * the service's failure where a step fails; `resume` goes on from there.
   */
  async start(
    environment: Environment,
    purpose: KeyPurpose,
    old: ProjectKey,
    signal: AbortSignal,
  ): Promise<void> {
    const { rotations, access, newToken, now } = this.#deps;
    const slot = { environmentId: environment.id, purpose };
    if ((await rotations.get(slot)) !== undefined) throw otherRotation(environment);
    const { keys } = await access.keys(environment, signal);
    const newName = successorName(
      old.name,
      keys.map(({ name }) => name),
    );
    const { id, name } = old;
    const state: RotationState = {
      step: 'creating',
      token: newToken(),
      startedMs: now(),
      address: controllerAddress(environment),
      old: { id, name },
      newName,
    };
    await rotations.set(slot, state);
    await this.#goOn(environment, slot, state, signal);
  }

  /** Goes on with a rotation until its successor is in use. Throws as `start` does. */
  async resume(environment: Environment, purpose: KeyPurpose, signal: AbortSignal): Promise<void> {
    const slot = { environmentId: environment.id, purpose };
    const state = await this.#claim(environment, slot);
    if (state.step === 'swapped') return;
    const { keys } = await this.#deps.access.keys(environment, signal);
    const own = withoutLostSuccessor(state, keys);
    if (own !== state && !(await this.#advance(slot, own))) throw otherRotation(environment);
    await this.#goOn(environment, slot, own, signal);
  }

  /**
   * Revokes the old key and ends the rotation, after every place that still has the old key got the new one. Without
   * project access, only ends it: the user revoked the key. Throws `conflict` if the old key is in use, and the service's
   * failure if the new key does not work; the old one stays valid then.
   */
  async finish(environment: Environment, purpose: KeyPurpose, signal: AbortSignal): Promise<void> {
    const slot = { environmentId: environment.id, purpose };
    const state = await this.#claim(environment, slot);
    if (state.step !== 'swapped')
      throw new Failure('conflict', 'The new key is not in use yet; the old one stays');
    const { rotations, access, slots } = this.#deps;
    const current = await this.#keyIn(environment, slot);
    if (current.reveal() === state.previous.reveal())
      throw new Failure('conflict', 'The environment still uses the old key: undo the rotation');
    await slots.verify(slot, current, signal);
    await this.#swapOthers(slot, state, current, await slots.keyIdIn(slot), signal);
    await this.#checkOwner(environment, slot, state);
    if (state.old !== undefined) await access.revoke(environment, state.old.id, signal);
    await rotations.delete(slot);
  }

  /** Puts the old key back and revokes the successor. Throws the service's failure if the old key no longer works. */
  async undo(environment: Environment, purpose: KeyPurpose, signal: AbortSignal): Promise<void> {
    const slot = { environmentId: environment.id, purpose };
    const state = await this.#claim(environment, slot);
    const { access, rotations } = this.#deps;
    if (state.step !== 'creating') await this.#putBack(slot, state, signal);
    await this.#checkOwner(environment, slot, state);
    if (state.step === 'creating') {
      // Without project access nothing was created.
      await this.#revokeLost(environment, state.newName, signal).catch((error: unknown) => {
        if (!Failure.is(error, 'notFound')) throw error;
      });
    } else if (state.successor !== undefined)
      await access.revoke(environment, state.successor.id, signal);
    await rotations.delete(slot);
  }

  /** Ends a rotation without a request: the environment has another address now. Both keys stay as they are. */
  async abandon({ id }: Environment, purpose: KeyPurpose): Promise<void> {
    await this.#deps.rotations.delete({ environmentId: id, purpose });
  }

  /** Swaps in a key that the user created. Throws `conflict` as `start` does; a refused key changes nothing. */
  async swapByHand(
    environment: Environment,
    purpose: KeyPurpose,
    next: Secret,
    signal: AbortSignal,
  ): Promise<void> {
    const { slots, rotations, newToken, now } = this.#deps;
    const slot = { environmentId: environment.id, purpose };
    if ((await rotations.get(slot)) !== undefined) throw otherRotation(environment);
    const previous = await this.#keyIn(environment, slot);
    if (previous.reveal() === next.reveal())
      throw new Failure('badInput', 'This is the key that the environment has already');
    const address = controllerAddress(environment);
    const swappedIn = await slots.holding(previous, address);
    const common = { token: newToken(), startedMs: now(), address };
    const state: Swapped = { ...common, step: 'swapped', previous, swappedIn };
    await rotations.set(slot, state);
    await this.#checkOwner(environment, slot, state);
    try {
      await slots.put(slot, next, signal);
    } catch (error) {
      if (await this.#isOwner(slot, state)) await rotations.delete(slot);
      throw error;
    }
    await this.#swapOthers(slot, state, next, undefined, signal);
  }

  async #goOn(
    environment: Environment,
    slot: KeySlot,
    state: Creating | Created,
    signal: AbortSignal,
  ): Promise<void> {
    throwIfAborted(signal);
    const created =
      state.step === 'created' ? state : await this.#create(environment, slot, state, signal);
    await this.#swap(environment, slot, created, signal);
  }

  async #create(
    environment: Environment,
    slot: KeySlot,
    state: Creating,
    signal: AbortSignal,
  ): Promise<Created> {
    const { access } = this.#deps;
    const previous = await this.#keyIn(environment, slot);
    await this.#checkOwner(environment, slot, state);
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
    const { newName: _, ...common } = state;
    const successor = { id: key.id, name: key.name };
    const created: Created = { ...common, step: 'created', successor, next: value, previous };
    if (await this.#advance(slot, created)) return created;
    await access.revoke(environment, key.id, signal);
    throw otherRotation(environment);
  }

  /** The value of a successor is lost if it was created but not stored. Nothing can use such a key. */
  async #revokeLost(environment: Environment, name: string, signal: AbortSignal): Promise<void> {
    const { access } = this.#deps;
    const { keys } = await access.keys(environment, signal);
    for (const key of keys) if (key.name === name) await access.revoke(environment, key.id, signal);
  }

  async #swap(
    environment: Environment,
    slot: KeySlot,
    state: Created,
    signal: AbortSignal,
  ): Promise<void> {
    const { slots } = this.#deps;
    const { next, ...rest } = state;
    const swappedIn = await slots.holding(state.previous, state.address);
    if ((await slots.keyIdIn(slot)) !== state.successor.id)
      await this.#tryAndStore(environment, slot, state, signal);
    const swapped: Swapped = { ...rest, step: 'swapped', swappedIn };
    if (!(await this.#advance(slot, swapped))) throw otherRotation(environment);
    await this.#swapOthers(slot, swapped, next, state.successor.id, signal);
  }

  /** Stores the successor once it is accepted. */
  async #tryAndStore(
    environment: Environment,
    slot: KeySlot,
    state: Created,
    signal: AbortSignal,
  ): Promise<void> {
    const { slots, retryMs } = this.#deps;
    const put = async (): Promise<void> => {
      await this.#checkOwner(environment, slot, state);
      await slots.put(slot, state.next, signal, state.successor.id);
    };
    await whileUnknown(put, signal, retryMs);
  }

  /** Gives the successor to all other slots that have the old key at the same address. */
  async #swapOthers(
    slot: KeySlot,
    { previous, address }: Swapped,
    next: Secret,
    keyId: string | undefined,
    signal: AbortSignal,
  ): Promise<void> {
    const { slots } = this.#deps;
    for (const other of await slots.holding(previous, address))
      if (!isSame(other, slot)) await slots.put(other, next, signal, keyId);
  }

  /**
   * Puts the old key back where the successor is, also if its swap was not noted. This slot is the last one, so that it can
   * go on after a failure. By hand, other slots may have had the new key before.
   */
  async #putBack(slot: KeySlot, state: Created | Swapped, signal: AbortSignal): Promise<void> {
    const { slots } = this.#deps;
    const { previous, address, old, successor } = state;
    const isNoted = state.step === 'swapped';
    const current = isNoted ? await slots.keyIn(slot) : state.next;
    const holders = current === undefined ? [] : await slots.holding(current, address);
    for (const other of holders) {
      const isOurs =
        successor !== undefined || (isNoted && state.swappedIn.some((one) => isSame(one, other)));
      if (isOurs && !isSame(other, slot)) await slots.put(other, previous, signal, old?.id);
    }
    if (isNoted || holders.some((one) => isSame(one, slot)))
      await slots.put(slot, previous, signal, old?.id);
  }

  /** Takes a rotation over: a window that is still at it stops at its next step. */
  async #claim(environment: Environment, slot: KeySlot): Promise<RotationState> {
    const { rotations, environments, newToken } = this.#deps;
    const state = await rotations.get(slot);
    const current = environments.byId(environment.id);
    if (state === undefined || current === undefined)
      throw new Failure('notFound', `The key of “${environment.name}” is not being rotated`);
    if ([environment, current].some((one) => controllerAddress(one) !== state.address))
      throw new Failure(
        'conflict',
        `The address of “${environment.name}” has changed since the rotation began: its keys are sent to the old address only`,
      );
    const own = { ...state, token: newToken() };
    await rotations.set(slot, own);
    return own;
  }

  /** Stores the next step; returns `false`, and stores nothing, if another run owns the rotation now. */
  async #advance(slot: KeySlot, state: RotationState): Promise<boolean> {
    const { rotations } = this.#deps;
    if (!(await this.#isOwner(slot, state))) return false;
    await rotations.set(slot, state);
    return this.#isOwner(slot, state);
  }

  async #checkOwner(environment: Environment, slot: KeySlot, state: RotationState): Promise<void> {
    if (!(await this.#isOwner(slot, state))) throw otherRotation(environment);
  }

  async #isOwner(slot: KeySlot, { token }: RotationState): Promise<boolean> {
    return (await this.#deps.rotations.get(slot))?.token === token;
  }

  async #keyIn(environment: Environment, slot: KeySlot): Promise<Secret> {
    const key = await this.#deps.slots.keyIn(slot);
    if (key === undefined)
      throw new Failure('unauthorized', `“${environment.name}” has no key on this machine yet`);
    return key;
  }
}

export type KeyRotationDeps = {
  readonly rotations: RotationStore;
  readonly access: Pick<ProjectAccess, 'keys' | 'create' | 'revoke'>;
  readonly environments: Pick<Environments, 'byId'>;
  readonly slots: Pick<KeySlots, 'keyIn' | 'keyIdIn' | 'verify' | 'put' | 'holding'>;
  readonly newToken: () => string;
  readonly now: () => number;
  /** Pause before a new key is tried again: the service may not know it yet. */
  readonly retryMs?: number;
};

type Creating = Extract<RotationState, { step: 'creating' }>;
type Created = Extract<RotationState, { step: 'created' }>;
type Swapped = Extract<RotationState, { step: 'swapped' }>;

function isSame(one: KeySlot, other: KeySlot): boolean {
  return one.environmentId === other.environmentId && one.purpose === other.purpose;
}

/** A successor that was revoked elsewhere before it was in use is created again. */
function withoutLostSuccessor(
  state: Creating | Created,
  keys: readonly ProjectKey[],
): Creating | Created {
  if (state.step !== 'created' || keys.some(({ id }) => id === state.successor.id)) return state;
  const { token, startedMs, address, old, successor } = state;
  return { step: 'creating', token, startedMs, address, old, newName: successor.name };
}

function otherRotation({ name }: Environment): Failure {
  return new Failure(
    'conflict',
    `The key of “${name}” is being rotated already, perhaps in another window; “Rotate Key” goes on with it`,
  );
}
