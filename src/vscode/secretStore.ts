import type * as vscode from 'vscode';
import { Disposables, type Disposable } from '../common/disposables.ts';
import { Emitter, type Event } from '../common/emitter.ts';
import { Secret } from '../common/secret.ts';
import type { KeyStore, StoredKey } from '../services/environments/environments.ts';
import { storeSecret } from './storeSecret.ts';

/** What a key of an environment is for: `apiKey` serves everything unless there is a `writingKey`. */
export type KeyPurpose = 'apiKey' | 'writingKey';

/**
 * Stores keys in VS Code's secret storage, each with the address it was entered for: the address must be as hard to
 * change as the key. Both are one secret, because VS Code may write two secrets out of order: in a browser, a reload
 * right after writing lost one of them.
 */
export class SecretKeyStore implements KeyStore, Disposable {
  readonly #secrets: vscode.SecretStorage;
  readonly #purpose: KeyPurpose;
  readonly #resources = new Disposables();
  readonly #changed = this.#resources.own(new Emitter<string>());

  readonly onDidChange: Event<string> = this.#changed.event;

  constructor(secrets: vscode.SecretStorage, purpose: KeyPurpose = 'apiKey') {
    this.#secrets = secrets;
    this.#purpose = purpose;
    this.#resources.own(
      secrets.onDidChange(({ key }) => {
        const id = this.#idIn(key);
        if (id !== undefined) this.#changed.fire(id);
      }),
    );
  }

  async ids(): Promise<readonly string[]> {
    const names = await this.#secrets.keys();
    return names.flatMap((name) => this.#idIn(name) ?? []);
  }

  async get(environmentId: string): Promise<StoredKey | undefined> {
    const text = await this.#secrets.get(this.#nameOf(environmentId));
    return text === undefined ? undefined : decode(text);
  }

  async set(environmentId: string, { key, ...about }: StoredKey): Promise<void> {
    await storeSecret(this.#secrets, this.#nameOf(environmentId), { key: key.reveal(), ...about });
  }

  async delete(environmentId: string): Promise<void> {
    await this.#secrets.delete(this.#nameOf(environmentId));
  }

  /** Deletes the key first: it is the one that other secrets belong to. */
  async forget(environmentId: string): Promise<void> {
    await this.delete(environmentId);
    const names = await this.#secrets.keys();
    for (const name of names)
      if (name.startsWith(`environment/${environmentId}/`)) await this.#secrets.delete(name);
  }

  dispose(): void {
    this.#resources.dispose();
  }

  #nameOf(environmentId: string): string {
    return `environment/${environmentId}/${this.#purpose}`;
  }

  #idIn(name: string): string | undefined {
    const [area, id, purpose] = name.split('/');
    return area === 'environment' && purpose === this.#purpose ? id : undefined;
  }
}

/**
 * Decodes a stored key; an unreadable value counts as no key, so that the user is asked again. Keys of early versions
 * have only an origin, and match only an address without a path.
 */
function decode(text: string): StoredKey | undefined {
  try {
    const { key, origin, address = origin, id } = JSON.parse(text) as Record<string, unknown>;
    if (typeof key === 'string' && typeof address === 'string')
      return { key: new Secret(key), address, ...(typeof id === 'string' && { id }) };
  } catch {
    // Another format: handled below.
  }
  return undefined;
}
