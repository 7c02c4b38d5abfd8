import * as vscode from 'vscode';
import { mapLimit } from '../../common/async.ts';
import { isCancelled } from '../../common/failure.ts';
import type { OwnerOf } from '../../model/keys/findLeaks.ts';
import { scanForLeaks, type FileLeaks } from '../../services/keys/leakScan.ts';
import { fileChunks } from './fileChunks.ts';
import type { LeakMarks } from './leakMarks.ts';

/** Searches files for keys and marks them. Nothing of what it finds is logged. */
export class LeakSearch {
  readonly #deps: LeakSearchDeps;

  constructor(deps: LeakSearchDeps) {
    this.#deps = deps;
  }

  /** Searches the text of a document, also unsaved. */
  async document(document: vscode.TextDocument): Promise<void> {
    const { version } = document;
    const leaks = await this.#scanText(document.getText(), await this.#deps.ownerOf());
    if (document.version === version) this.#deps.marks.show(document.uri, leaks);
  }

  /** Searches all files of the workspace. Throws `cancelled` if the signal aborts; found keys stay marked. */
  async workspace(
    signal: AbortSignal,
    progress: (part: number, message: string) => void,
  ): Promise<WorkspaceLeaks> {
    const all = await vscode.workspace.findFiles('**/*', ignored, maxFiles + 1);
    const ownerOf = await this.#deps.ownerOf();
    const searched = all.slice(0, maxFiles);
    this.#deps.marks.clear();
    let done = 0;
    const results = await mapLimit(searched, filesAtOnce, signal, async (uri, stop) => {
      const leaks = await this.#file(uri, ownerOf, stop);
      done++;
      if (done % 100 === 0) progress(done / searched.length, `${done} / ${searched.length}`);
      return { uri, leaks };
    });
    const found = results.filter(({ leaks }) => (leaks?.leaks.length ?? 0) > 0);
    return {
      fileCount: searched.length,
      keyCount: found.reduce((sum, { leaks }) => sum + (leaks?.leaks.length ?? 0), 0),
      files: found.map(({ uri }) => uri),
      unreadableCount: results.filter(({ leaks }) => leaks === undefined).length,
      isPartial: all.length > maxFiles,
    };
  }

  /** Returns `undefined` for a file that cannot be read. */
  async #file(
    uri: vscode.Uri,
    ownerOf: OwnerOf,
    signal: AbortSignal,
  ): Promise<FileLeaks | undefined> {
    try {
      const open = vscode.workspace.textDocuments.find(
        (document) => document.uri.toString() === uri.toString(),
      );
      const leaks =
        open === undefined
          ? await scanForLeaks(fileChunks(uri), ownerOf, signal)
          : await this.#scanText(open.getText(), ownerOf);
      if (leaks.leaks.length > 0) this.#deps.marks.show(uri, leaks);
      return leaks;
    } catch (error) {
      if (isCancelled(error)) throw error;
      return undefined;
    }
  }

  #scanText(text: string, ownerOf: OwnerOf): Promise<FileLeaks> {
    return scanForLeaks(textChunks(text), ownerOf, new AbortController().signal);
  }
}

export type LeakSearchDeps = {
  readonly marks: LeakMarks;
  /** Recognizes stored keys. */
  readonly ownerOf: () => Promise<OwnerOf>;
};

/** What a search of the workspace found. */
export type WorkspaceLeaks = {
  readonly fileCount: number;
  readonly keyCount: number;
  readonly files: readonly vscode.Uri[];
  readonly unreadableCount: number;
  /** Whether there are more files than were searched. */
  readonly isPartial: boolean;
};

const ignored = '**/{node_modules,.git,.hg,.svn,.venv,venv,__pycache__}/**';
const maxFiles = 50_000;
const filesAtOnce = 4;

/** A document has no byte order mark, and is text also with a NUL in it. */
async function* textChunks(text: string): AsyncGenerator<Uint8Array> {
  await Promise.resolve();
  yield new TextEncoder().encode(text.replaceAll('\0', ' '));
}
