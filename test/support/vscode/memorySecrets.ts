import type { SecretStorage, SecretStorageChangeEvent } from 'vscode';
import { Emitter } from '../../../src/common/emitter.ts';

/** VS Code's storage in memory; `failure` is what the next write throws. */
export class MemorySecrets implements SecretStorage {
  readonly values = new Map<string, string>();
  readonly #changed = new Emitter<SecretStorageChangeEvent>();
  failure: Error | undefined;

  readonly onDidChange = this.#changed.event;

  keys(): Promise<string[]> {
    return Promise.resolve([...this.values.keys()]);
  }

  get(key: string): Promise<string | undefined> {
    return Promise.resolve(this.values.get(key));
  }

  store(key: string, value: string): Promise<void> {
    if (this.failure !== undefined) return Promise.reject(this.failure);
    this.values.set(key, value);
    this.#changed.fire({ key });
    return Promise.resolve();
  }

  delete(key: string): Promise<void> {
    this.values.delete(key);
    this.#changed.fire({ key });
    return Promise.resolve();
  }
}
