import type * as vscode from 'vscode';
import { Disposables, type Disposable } from '../common/disposables.ts';
import { Emitter, type Event } from '../common/emitter.ts';
import { Failure } from '../common/failure.ts';

/** One secret for each environment in VS Code's secret storage, under a purpose: `environment/ID/PURPOSE`. */
export class EnvironmentSecrets implements Disposable {
  readonly #secrets: vscode.SecretStorage;
  readonly #purpose: string;
  readonly #resources = new Disposables();
  readonly #changed = this.#resources.own(new Emitter<string>());

  /** Fires with the environment's id, also after changes in other windows. */
  readonly onDidChange: Event<string> = this.#changed.event;

  constructor(secrets: vscode.SecretStorage, purpose: string) {
    this.#secrets = secrets;
    this.#purpose = purpose;
    this.#resources.own(
      secrets.onDidChange(({ key }) => {
        const id = this.#idIn(key);
        if (id !== undefined) this.#changed.fire(id);
      }),
    );
  }

  /** The environments that have such a secret. */
  async ids(): Promise<readonly string[]> {
    const names = await this.#secrets.keys();
    return names.flatMap((name) => this.#idIn(name) ?? []);
  }

  /** The stored JSON text. */
  async get(environmentId: string): Promise<string | undefined> {
    return this.#secrets.get(this.#nameOf(environmentId));
  }

  /** Stores a value as JSON. Throws `internal` without a part of the value. */
  async set(environmentId: string, value: object): Promise<void> {
    try {
      await this.#secrets.store(this.#nameOf(environmentId), JSON.stringify(value));
    } catch (error) {
      // The cause may quote the value that it could not write.
      const reason = error instanceof Error ? error.name : 'unknown reason';
      throw new Failure('internal', `VS Code could not store the key (${reason})`);
    }
  }

  async delete(environmentId: string): Promise<void> {
    await this.#secrets.delete(this.#nameOf(environmentId));
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
