import type * as vscode from 'vscode';
import type { Log } from '../common/log.ts';
import type { StateStore } from '../services/catalog/catalog.ts';

/** Stores plain values in VS Code's memento. Logs failed writes: all values can be requested again. */
export class MementoStateStore implements StateStore {
  readonly #memento: vscode.Memento;
  readonly #log: Log;

  constructor(memento: vscode.Memento, log: Log) {
    this.#memento = memento;
    this.#log = log;
  }

  get(key: string): unknown {
    return this.#memento.get<unknown>(key);
  }

  set(key: string, value: unknown): void {
    void Promise.resolve(this.#memento.update(key, value)).catch(() =>
      this.#log.warn(`Could not remember ${key}`),
    );
  }
}
