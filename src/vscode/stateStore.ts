import type * as vscode from 'vscode';
import type { Log } from '../common/log.ts';
import type { StateStore } from '../services/catalog/catalog.ts';

/** VS Code's store of plain values. What cannot be written is logged: it can be asked for again. */
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
