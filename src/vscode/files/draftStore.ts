import { createHash, randomUUID } from 'node:crypto';
import * as vscode from 'vscode';
import { Emitter, type Event } from '../../common/emitter.ts';

type Draft = { readonly uri: string; readonly text: string };

/** Texts of records that are saved but not written to their index. They survive a restart. */
export class DraftStore {
  readonly #folder: vscode.Uri;
  readonly #changed = new Emitter<vscode.Uri>();
  #drafts: Promise<Map<string, string>> | undefined;

  /** Fires when a record gains or loses its draft. */
  readonly onDidChange: Event<vscode.Uri> = this.#changed.event;

  constructor(folder: vscode.Uri) {
    this.#folder = folder;
  }

  async get(uri: vscode.Uri): Promise<string | undefined> {
    return (await this.#all()).get(uri.toString());
  }

  async keep(uri: vscode.Uri, text: string): Promise<void> {
    const draft: Draft = { uri: uri.toString(), text };
    const file = this.#fileOf(uri);
    const newer = file.with({ path: `${file.path}.${randomUUID()}` });
    const { fs } = vscode.workspace;
    // A full disk or a killed window leaves the earlier text.
    await fs.writeFile(newer, new TextEncoder().encode(JSON.stringify(draft)));
    await fs.rename(newer, file, { overwrite: true });
    (await this.#all()).set(uri.toString(), text);
    this.#changed.fire(uri);
  }

  async drop(uri: vscode.Uri): Promise<void> {
    const drafts = await this.#all();
    if (!drafts.delete(uri.toString())) return;
    await deleteFile(this.#fileOf(uri));
    this.#changed.fire(uri);
  }

  #fileOf(uri: vscode.Uri): vscode.Uri {
    const name = createHash('sha256').update(uri.toString()).digest('hex');
    return vscode.Uri.joinPath(this.#folder, `${name}.json`);
  }

  #all(): Promise<Map<string, string>> {
    this.#drafts ??= this.#read();
    return this.#drafts;
  }

  async #read(): Promise<Map<string, string>> {
    const { fs } = vscode.workspace;
    // The folder is missing until there is a draft.
    const files = await fs.readDirectory(this.#folder).then(
      (entries) => entries.map(([name]) => name).filter((name) => name.endsWith('.json')),
      () => [],
    );
    const drafts = await Promise.all(
      files.map(async (name): Promise<[string, string][]> => {
        const bytes = await readFile(vscode.Uri.joinPath(this.#folder, name));
        const draft = bytes && parseDraft(new TextDecoder().decode(bytes));
        return draft ? [[draft.uri, draft.text]] : [];
      }),
    );
    return new Map(drafts.flat());
  }
}

/** Deletes a file that another window may have deleted. */
async function deleteFile(file: vscode.Uri): Promise<void> {
  try {
    await vscode.workspace.fs.delete(file);
  } catch (error) {
    const isMissing = error instanceof vscode.FileSystemError && error.code === 'FileNotFound';
    if (!isMissing) throw error;
  }
}

/** Returns the bytes; `undefined` for a file that cannot be read, so that the others can. */
async function readFile(file: vscode.Uri): Promise<Uint8Array | undefined> {
  try {
    return await vscode.workspace.fs.readFile(file);
  } catch {
    return undefined;
  }
}

/** Returns the draft; `undefined` for a file that was cut off. */
function parseDraft(text: string): Draft | undefined {
  try {
    return JSON.parse(text) as Draft;
  } catch {
    return undefined;
  }
}
