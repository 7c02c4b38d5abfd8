import * as vscode from 'vscode';
import { Disposables, type Disposable } from '../../common/disposables.ts';
import type { OwnerOf } from '../../model/keys/findLeaks.ts';
import { originOf } from '../../services/embedding/endpointAddress.ts';
import type { Environments } from '../../services/environments/environments.ts';
import type { KeySlots } from '../../services/keys/keySlots.ts';
import type { ProjectAccess } from '../../services/keys/projectAccess.ts';
import {
  otherOwner,
  recognizeStoredKeys,
  type Fingerprint,
  type StoredSecret,
} from '../../services/keys/storedKeys.ts';
import { ProviderKeys } from '../embedding/providerKeys.ts';
import { readProviders } from '../embedding/providerSettings.ts';

export type StoredSecretsDeps = {
  readonly environments: Pick<Environments, 'all' | 'onDidChange'>;
  readonly slots: Pick<KeySlots, 'held'>;
  readonly access: Pick<ProjectAccess, 'secretOf'>;
  readonly secrets: vscode.SecretStorage;
  readonly fingerprint: () => Promise<Fingerprint>;
};

/** Recognizes the secrets of this machine in files. It reads them when it is asked first, and again after a change. */
export class StoredSecrets implements Disposable {
  readonly #deps: StoredSecretsDeps;
  readonly #resources = new Disposables();
  #ownerOf: Promise<OwnerOf> | undefined;

  constructor(deps: StoredSecretsDeps) {
    this.#deps = deps;
    const forget = (): void => void (this.#ownerOf = undefined);
    this.#resources.own(deps.environments.onDidChange(forget));
    this.#resources.own(deps.secrets.onDidChange(forget));
    this.#resources.own(vscode.workspace.onDidChangeConfiguration(forget));
  }

  /** Returns the function that recognizes them by their fingerprints. */
  async ownerOf(): Promise<OwnerOf> {
    const known = (this.#ownerOf ??= this.#read());
    try {
      return await known;
    } catch (error) {
      this.#ownerOf = undefined;
      throw error;
    }
  }

  dispose(): void {
    this.#resources.dispose();
  }

  async #read(): Promise<OwnerOf> {
    const { environments, slots, access, secrets, fingerprint } = this.#deps;
    const keys = (await slots.held()).map(({ environment, key }) => ({
      owner: environment.id,
      secret: key,
    }));
    const providerKeys = new ProviderKeys(secrets);
    const others = await Promise.all([
      ...environments.all().map((environment) => access.secretOf(environment)),
      ...readProviders().map((provider) => providerKeys.get(originOf(provider))),
    ]);
    const stored: readonly StoredSecret[] = [
      ...keys,
      ...others.flatMap((secret) => (secret === undefined ? [] : [{ owner: otherOwner, secret }])),
    ];
    return recognizeStoredKeys(stored, fingerprint);
  }
}
