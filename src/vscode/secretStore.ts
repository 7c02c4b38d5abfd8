import type * as vscode from 'vscode';
import type { Disposable } from '../common/disposables.ts';
import type { Event } from '../common/emitter.ts';
import { Secret } from '../common/secret.ts';
import type { KeyPurpose } from '../model/keys/keyPurpose.ts';
import type { KeyStore, StoredKey } from '../services/environments/environments.ts';
import { EnvironmentSecrets } from './environmentSecrets.ts';

/**
 * Stores keys in VS Code's secret storage, each with the address it was entered for: the address must be as hard to
 * change as the key. Both are one secret, because VS Code may write two secrets out of order: in a browser, a reload
 * right after writing lost one of them.
 */
export class SecretKeyStore implements KeyStore, Disposable {
  readonly #storage: vscode.SecretStorage;
  readonly #keys: EnvironmentSecrets;
  readonly onDidChange: Event<string>;

  constructor(secrets: vscode.SecretStorage, purpose: KeyPurpose = 'apiKey') {
    this.#storage = secrets;
    this.#keys = new EnvironmentSecrets(secrets, purpose);
    this.onDidChange = this.#keys.onDidChange;
  }

  ids(): Promise<readonly string[]> {
    return this.#keys.ids();
  }

  async get(environmentId: string): Promise<StoredKey | undefined> {
    const text = await this.#keys.get(environmentId);
    return text === undefined ? undefined : decode(text);
  }

  async set(environmentId: string, { key, ...about }: StoredKey): Promise<void> {
    await this.#keys.set(environmentId, { key: key.reveal(), ...about });
  }

  async delete(environmentId: string): Promise<void> {
    await this.#keys.delete(environmentId);
  }

  /** Deletes the key first: it is the one that other secrets belong to. */
  async forget(environmentId: string): Promise<void> {
    await this.delete(environmentId);
    const names = await this.#storage.keys();
    for (const name of names)
      if (name.startsWith(`environment/${environmentId}/`)) await this.#storage.delete(name);
  }

  dispose(): void {
    this.#keys.dispose();
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
