import { Emitter } from '../../src/common/emitter.ts';
import type { StateStore } from '../../src/services/catalog/catalog.ts';
import type { KeyStore, StoredKey } from '../../src/services/environments/environments.ts';
import type {
  DescriptorStore,
  SettingsScope,
} from '../../src/services/environments/environmentSettings.ts';

/** Settings in memory, which can be edited as by hand. */
export class MemoryDescriptors implements DescriptorStore {
  readonly #values = new Map<SettingsScope, unknown>();
  readonly #changed = new Emitter<void>();
  /** What the next write fails with. */
  writeError: Error | undefined;

  readonly onDidChange = this.#changed.event;

  read(scope: SettingsScope): unknown {
    return this.#values.get(scope);
  }

  async write(scope: SettingsScope, entries: readonly unknown[]): Promise<void> {
    await Promise.resolve();
    if (this.writeError !== undefined) throw this.writeError;
    this.edit(scope, entries);
  }

  /** As if someone had edited the settings file. */
  edit(scope: SettingsScope, value: unknown): void {
    this.#values.set(scope, structuredClone(value));
    this.#changed.fire();
  }

  get text(): string {
    return JSON.stringify([...this.#values]);
  }
}

export class MemoryKeys implements KeyStore {
  readonly stored = new Map<string, StoredKey>();
  readonly #changed = new Emitter<string>();

  readonly onDidChange = this.#changed.event;

  ids(): Promise<readonly string[]> {
    return Promise.resolve([...this.stored.keys()]);
  }

  get(environmentId: string): Promise<StoredKey | undefined> {
    return Promise.resolve(this.stored.get(environmentId));
  }

  async set(environmentId: string, stored: StoredKey): Promise<void> {
    await Promise.resolve();
    this.stored.set(environmentId, stored);
    this.#changed.fire(environmentId);
  }

  forget(environmentId: string): Promise<void> {
    return this.delete(environmentId);
  }

  async delete(environmentId: string): Promise<void> {
    await Promise.resolve();
    if (this.stored.delete(environmentId)) this.#changed.fire(environmentId);
  }
}

/** Keeps values as VS Code does: as JSON. */
export class MemoryState implements StateStore {
  readonly #values = new Map<string, string>();

  get(key: string): unknown {
    const text = this.#values.get(key);
    return text === undefined ? undefined : (JSON.parse(text) as unknown);
  }

  set(key: string, value: unknown): void {
    if (value === undefined) this.#values.delete(key);
    else this.#values.set(key, JSON.stringify(value));
  }

  get text(): string {
    return JSON.stringify([...this.#values]);
  }
}
