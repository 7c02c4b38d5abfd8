import type { Secret } from '../../common/secret.ts';
import type { Environment } from '../../model/environment.ts';
import type { KeyAnswer } from '../../model/keys/keyAnswer.ts';
import type { KeyPurpose } from '../../model/keys/keyPurpose.ts';
import type { KeyChooser } from '../environments/connections.ts';
import type { KeyHealth } from './keyHealth.ts';
import type { KeyRights } from './keyRights.ts';
import type { WritingKeys } from './writingKeys.ts';

export type KeyUseDeps = {
  readonly rights: KeyRights;
  readonly health: Pick<KeyHealth, 'note'>;
  readonly writingKeys: Pick<WritingKeys, 'take' | 'mayHave'>;
};

/** Decides which key of an environment serves a request, and learns from the answers. */
export class KeyUse implements KeyChooser {
  readonly #deps: KeyUseDeps;

  constructor(deps: KeyUseDeps) {
    this.#deps = deps;
  }

  /** Throws `forbidden` if no key of the environment may write records. */
  check(environment: Environment): void {
    const { rights, writingKeys } = this.#deps;
    if (!writingKeys.mayHave(environment.id)) rights.check(environment);
  }

  /**
   * Returns the writing key if the environment has one and its other key is not known to write. Throws `cancelled` if the
   * user does not agree to use it, `forbidden` if there is none and the other key may not write.
   */
  async keyForWriting(environment: Environment): Promise<Secret | undefined> {
    const { rights, writingKeys } = this.#deps;
    if (rights.mayWrite(environment.id) === true) return undefined;
    const key = await writingKeys.take(environment);
    if (key === undefined) rights.check(environment);
    return key;
  }

  noteAnswer(environmentId: string, purpose: KeyPurpose, answer: KeyAnswer): void {
    const { rights, health } = this.#deps;
    if (purpose === 'apiKey') rights.learnFromAnswer(environmentId, answer);
    void health.note({ environmentId, purpose }, answer).catch(() => undefined);
  }
}
