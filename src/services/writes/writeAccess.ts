import type { Disposable } from '../../common/disposables.ts';
import { Emitter, type Event } from '../../common/emitter.ts';
import { Failure } from '../../common/failure.ts';
import type { Environment } from '../../model/environment.ts';

/**
 * Decides which environments may be written to in this window. Production, and every environment marked read-only, is
 * locked until the user unlocks it for 15 minutes. The local engine is never locked, also
 * not for twins of production.
 */
export class WriteAccess implements Disposable {
  readonly #now: () => number;
  readonly #changed = new Emitter<void>();
  readonly #unlockedUntil = new Map<string, number>();
  readonly #timers = new Map<string, ReturnType<typeof setTimeout>>();

  /** Fires when an environment is locked or unlocked. */
  readonly onDidChange: Event<void> = this.#changed.event;

  constructor(now: () => number) {
    this.#now = now;
  }

  /** Whether writes need an unlock first. */
  isReadOnly({ kind, role, readOnly }: Environment): boolean {
    return kind !== 'local' && (role === 'production' || readOnly === true);
  }

  isLocked(environment: Environment): boolean {
    return this.isReadOnly(environment) && this.unlockedUntil(environment.id) === undefined;
  }

  /** Returns when the environment locks again, in milliseconds since 1970; `undefined` if it is not unlocked. */
  unlockedUntil(environmentId: string): number | undefined {
    const until = this.#unlockedUntil.get(environmentId);
    return until !== undefined && until > this.#now() ? until : undefined;
  }

  /** Throws `forbidden` with the reason `environmentLocked` if the environment is locked. */
  check(environment: Environment): void {
    if (!this.isLocked(environment)) return;
    const why = environment.role === 'production' ? 'is production' : 'is marked read-only';
    throw new Failure(
      'forbidden',
      `“${environment.name}” ${why} and locked against changes; unlock it first`,
      { reason: { word: lockedReason, facts: { environment: environment.id } } },
    );
  }

  unlock(environmentId: string): void {
    this.#clear(environmentId);
    this.#unlockedUntil.set(environmentId, this.#now() + unlockedMs);
    const timer = setTimeout(() => this.lock(environmentId), unlockedMs);
    this.#timers.set(environmentId, timer);
    this.#changed.fire();
  }

  lock(environmentId: string): void {
    this.#clear(environmentId);
    this.#changed.fire();
  }

  dispose(): void {
    for (const timer of this.#timers.values()) clearTimeout(timer);
    this.#timers.clear();
  }

  #clear(environmentId: string): void {
    clearTimeout(this.#timers.get(environmentId));
    this.#timers.delete(environmentId);
    this.#unlockedUntil.delete(environmentId);
  }
}

/** Time for which an environment is unlocked, in milliseconds. */
export const unlockedMs = 15 * 60_000;

/** The word of the reason of a write that a locked environment refuses. */
export const lockedReason = 'environmentLocked';
