import type * as vscode from 'vscode';
import { Failure } from '../../common/failure.ts';
import { Secret } from '../../common/secret.ts';

/** Stores the keys of embedding providers in VS Code's secret storage, each under the origin that it was entered for. */
export class ProviderKeys {
  readonly #secrets: Pick<vscode.SecretStorage, 'get' | 'store' | 'delete'>;

  constructor(secrets: Pick<vscode.SecretStorage, 'get' | 'store' | 'delete'>) {
    this.#secrets = secrets;
  }

  async get(origin: string): Promise<Secret | undefined> {
    const text = await this.#secrets.get(nameOf(origin));
    return text === undefined ? undefined : new Secret(text);
  }

  /** Stores a key, or removes it if there is none. */
  async set(origin: string, key: Secret | undefined): Promise<void> {
    try {
      await (key === undefined
        ? this.#secrets.delete(nameOf(origin))
        : this.#secrets.store(nameOf(origin), key.reveal()));
    } catch (error) {
      // The cause may quote the value that it could not write.
      const reason = error instanceof Error ? error.name : 'unknown reason';
      throw new Failure('internal', `VS Code could not store the key (${reason})`);
    }
  }
}

function nameOf(origin: string): string {
  return `embedding/${origin}/apiKey`;
}
