import { Emitter, type Event } from '../../common/emitter.ts';
import { Failure } from '../../common/failure.ts';
import type { Environment } from '../../model/environment.ts';
import type { KeyAnswer } from '../../model/keys/keyAnswer.ts';
import { mayWriteRecords } from '../../model/keys/projectKey.ts';

/**
 * Remembers in this window whether the keys of environments may write records. It learns that from the roles that a
 * project lists and from answers to writes that the user made; it never tries a write.
 */
export class KeyRights {
  readonly #mayWrite = new Map<string, boolean>();
  readonly #changed = new Emitter<string>();

  /** Fires with the id of an environment of whose rights more is known, or nothing any more. */
  readonly onDidChange: Event<string> = this.#changed.event;

  /** Whether the environment's key may write records; `undefined` if it is not known. */
  mayWrite(environmentId: string): boolean | undefined {
    return this.#mayWrite.get(environmentId);
  }

  learnFromAnswer(environmentId: string, { isRecordWrite, failure }: KeyAnswer): void {
    if (!isRecordWrite) return;
    if (failure === 'forbidden') this.#set(environmentId, false);
    else if (failure === undefined) this.#set(environmentId, true);
  }

  learnFromRoles(environmentId: string, roles: readonly string[]): void {
    const mayWrite = mayWriteRecords(roles);
    if (mayWrite !== undefined) this.#set(environmentId, mayWrite);
  }

  /** Forgets what was learned: the key or its roles may have changed. */
  forget(environmentId: string): void {
    if (this.#mayWrite.delete(environmentId)) this.#changed.fire(environmentId);
  }

  /** Throws `forbidden` with the reason `keyMayNotWrite` if the key is known to lack the right. */
  check({ id, name }: Environment): void {
    if (this.#mayWrite.get(id) !== false) return;
    throw new Failure(
      'forbidden',
      `The key of “${name}” may not write records: its role allows reading only. Add a writing key, or change the role and refresh`,
      { reason: { word: noRightReason, facts: { environment: id } } },
    );
  }

  #set(environmentId: string, mayWrite: boolean): void {
    if (this.#mayWrite.get(environmentId) === mayWrite) return;
    this.#mayWrite.set(environmentId, mayWrite);
    this.#changed.fire(environmentId);
  }
}

/** The word of the reason of a write for which the key has no right. */
export const noRightReason = 'keyMayNotWrite';
