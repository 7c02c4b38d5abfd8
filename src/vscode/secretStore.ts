import type * as vscode from 'vscode';
import { Disposables, type Disposable } from '../common/disposables.ts';
import { Emitter, type Event } from '../common/emitter.ts';
import { Secret } from '../common/secret.ts';
import type { KeyStore, StoredKey } from '../services/environments.ts';

const keyPattern = /^environment\/([^/]+)\/apiKey$/;

/**
 * Keys in VS Code's secret storage, each beside the origin that it was entered for. Both are secrets: what says
 * where a key may go must not be easier to change than the key.
 */
export class SecretKeyStore implements KeyStore, Disposable {
  readonly #secrets: vscode.SecretStorage;
  readonly #resources = new Disposables();
  readonly #changed = this.#resources.own(new Emitter<string>());

  readonly onDidChange: Event<string> = this.#changed.event;

  constructor(secrets: vscode.SecretStorage) {
    this.#secrets = secrets;
    this.#resources.own(
      secrets.onDidChange(({ key }) => {
        const id = keyPattern.exec(key)?.[1];
        if (id !== undefined) this.#changed.fire(id);
      }),
    );
  }

  async get(environmentId: string): Promise<StoredKey | undefined> {
    const [key, origin] = await Promise.all([
      this.#secrets.get(keyName(environmentId)),
      this.#secrets.get(originName(environmentId)),
    ]);
    return key === undefined || origin === undefined ? undefined : { key: new Secret(key), origin };
  }

  /** In this order, so that at no moment an older key stands beside the new origin. */
  async set(environmentId: string, { key, origin }: StoredKey): Promise<void> {
    await this.#secrets.delete(keyName(environmentId));
    await this.#secrets.store(originName(environmentId), origin);
    await this.#secrets.store(keyName(environmentId), key.reveal());
  }

  async delete(environmentId: string): Promise<void> {
    await this.#secrets.delete(keyName(environmentId));
    await this.#secrets.delete(originName(environmentId));
  }

  dispose(): void {
    this.#resources.dispose();
  }
}

function keyName(environmentId: string): string {
  return `environment/${environmentId}/apiKey`;
}

function originName(environmentId: string): string {
  return `environment/${environmentId}/origin`;
}
