import * as vscode from 'vscode';
import { Disposables, type Disposable } from '../../common/disposables.ts';
import type { Environment } from '../../model/environment.ts';
import { otherOwner } from '../../services/keys/storedKeys.ts';
import type { FileLeak, FileLeaks } from '../../services/keys/leakScan.ts';

/** Shows keys in files as problems. */
export class LeakMarks implements Disposable {
  readonly #resources = new Disposables();
  readonly #marks = this.#resources.own(
    vscode.languages.createDiagnosticCollection('vectorscope.leaks'),
  );
  readonly #nameOf: (environmentId: string) => string | undefined;

  constructor(environments: { byId(id: string): Environment | undefined }) {
    this.#nameOf = (id) => environments.byId(id)?.name;
  }

  /** Replaces the marks of a file. */
  show(uri: vscode.Uri, { isBinary, leaks }: FileLeaks): void {
    this.#marks.set(
      uri,
      leaks.map((leak) => {
        const message = isBinary ? binaryText() : this.#textOf(leak);
        const isMovable = leak.owner !== otherOwner;
        const owner = isMovable ? leak.owner : undefined;
        const range = isBinary ? startOfFile() : rangeOf(leak);
        return new LeakMark(range, message, { owner, isMovable });
      }),
    );
  }

  at(uri: vscode.Uri): readonly LeakMark[] {
    return (this.#marks.get(uri) ?? []).filter((mark) => mark instanceof LeakMark);
  }

  clear(): void {
    this.#marks.clear();
  }

  dispose(): void {
    this.#resources.dispose();
  }

  #textOf({ reason, owner }: FileLeak): string {
    const name = owner === undefined ? undefined : this.#nameOf(owner);
    if (name !== undefined)
      return vscode.l10n.t(
        'The key of “{0}” is in this file, where others can read it: move it and rotate it.',
        name,
      );
    if (reason === 'stored')
      return vscode.l10n.t(
        'A secret that is stored on this machine is in this file, where others can read it: remove it and replace it at its service.',
      );
    if (reason === 'field')
      return vscode.l10n.t(
        'This looks like an API key, which others can read here: move it and rotate it.',
      );
    return vscode.l10n.t('A Pinecone key in a file can be read by others: move it and rotate it.');
  }
}

/** The code of the diagnostics for keys in files. */
const leakCode = 'vectorscope.leakedKey';

/** A diagnostic for a key in a file. It holds no part of the key. */
export class LeakMark extends vscode.Diagnostic {
  /** The environment that stores the key. */
  readonly owner: string | undefined;
  /** Whether an environment can take the key. */
  readonly isMovable: boolean;

  constructor(
    range: vscode.Range,
    message: string,
    { owner, isMovable }: { readonly owner: string | undefined; readonly isMovable: boolean },
  ) {
    super(range, message, vscode.DiagnosticSeverity.Warning);
    this.owner = owner;
    this.isMovable = isMovable;
    this.source = 'Vectorscope';
    this.code = leakCode;
  }
}

function binaryText(): string {
  return vscode.l10n.t(
    'This file of binary data contains a key. Remove it with the program that wrote the file, then rotate the key.',
  );
}

function rangeOf({ line, column, length }: FileLeak): vscode.Range {
  return new vscode.Range(line, column, line, column + length);
}

function startOfFile(): vscode.Range {
  return new vscode.Range(0, 0, 0, 0);
}
