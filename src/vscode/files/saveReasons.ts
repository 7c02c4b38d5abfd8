import * as vscode from 'vscode';
import { Disposables, type Disposable } from '../../common/disposables.ts';
import { recordScheme } from '../ids.ts';

/** Tells saves that the user asked for from those of auto save. A file system alone cannot. */
export class SaveReasons implements Disposable {
  readonly #resources = new Disposables();
  readonly #automatic = new Set<string>();

  constructor() {
    this.#resources.own(
      vscode.workspace.onWillSaveTextDocument(({ document, reason }) => {
        if (document.uri.scheme !== recordScheme) return;
        const key = document.uri.toString();
        if (reason === vscode.TextDocumentSaveReason.Manual) this.#automatic.delete(key);
        else this.#automatic.add(key);
      }),
    );
  }

  /** Returns what the save that is under way is for. */
  take(uri: vscode.Uri): 'automatic' | 'manual' {
    return this.#automatic.delete(uri.toString()) ? 'automatic' : 'manual';
  }

  dispose(): void {
    this.#resources.dispose();
  }
}
