import * as vscode from 'vscode';
import { Disposables, type Disposable } from '../../common/disposables.ts';
import type { Environment } from '../../model/environment.ts';
import type { StateStore } from '../../services/catalog/catalog.ts';
import type { Environments, TryKey } from '../../services/environments/environments.ts';
import { KeyHealth } from '../../services/keys/keyHealth.ts';
import { KeyRights } from '../../services/keys/keyRights.ts';
import { KeySlots } from '../../services/keys/keySlots.ts';
import { KeyUse } from '../../services/keys/keyUse.ts';
import type { Fingerprint } from '../../services/keys/storedKeys.ts';
import { WritingKeys } from '../../services/keys/writingKeys.ts';
import { settings } from '../ids.ts';
import { SecretKeyStore } from '../secretStore.ts';
import { loadFingerprint } from './keyFingerprints.ts';

export type KeyAccessDeps = {
  readonly environments: Environments;
  readonly secrets: vscode.SecretStorage;
  readonly state: StateStore;
  readonly tryKey: TryKey;
};

/** Which key of an environment is used for what, and what was learned of it. Reads no secret before it is needed. */
export class KeyAccess implements Disposable {
  readonly #resources = new Disposables();
  readonly rights = new KeyRights();
  readonly writingKeys: WritingKeys;
  readonly slots: KeySlots;
  readonly health: KeyHealth;
  readonly use: KeyUse;
  /** Returns the fingerprints of this machine. */
  readonly fingerprint: () => Promise<Fingerprint>;

  constructor({ environments, secrets, state, tryKey }: KeyAccessDeps) {
    const { rights } = this;
    const store = this.#resources.own(new SecretKeyStore(secrets, 'writingKey'));
    const now = Date.now;
    this.fingerprint = () => loadFingerprint(secrets);
    this.writingKeys = this.#resources.own(
      new WritingKeys({ store, tryKey, agree: agreeToWritingKey, now }),
    );
    const { writingKeys } = this;
    this.slots = new KeySlots({ environments, writingKeys });
    this.health = new KeyHealth({
      environments,
      slots: this.slots,
      state,
      now,
      fingerprint: this.fingerprint,
      oldAfterDays,
    });
    this.use = new KeyUse({ rights, health: this.health, writingKeys });
    this.#resources.own(
      environments.onDidChangeKey((id) => {
        rights.forget(id);
        this.health.renew(id);
      }),
    );
    this.#resources.own(
      writingKeys.onDidChange((id) => {
        if (id !== undefined) this.health.renew(id);
      }),
    );
  }

  /** Whether the environment has no key that may write records, as far as it is known. */
  isUnwritable({ id }: Environment): boolean {
    return this.rights.mayWrite(id) === false && !this.writingKeys.mayHave(id);
  }

  dispose(): void {
    this.#resources.dispose();
  }
}

function oldAfterDays(): number {
  return vscode.workspace
    .getConfiguration(settings.section)
    .get<number>(settings.remindAfterDays, 90);
}

async function agreeToWritingKey({ name }: Environment): Promise<boolean> {
  const button = vscode.l10n.t('Use Writing Key');
  const answer = await vscode.window.showWarningMessage(
    vscode.l10n.t('Use the writing key of “{0}”?', name),
    {
      modal: true,
      detail: vscode.l10n.t(
        'Its other key serves for reading. The writing key is used for changes, for 15 minutes without another question.',
      ),
    },
    button,
  );
  return answer === button;
}
