import { createHash } from 'node:crypto';
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
    await vscode.workspace.fs.writeFile(
      this.#fileOf(uri),
      new TextEncoder().encode(JSON.stringify(draft)),
    );
    (await this.#all()).set(uri.toString(), text);
    this.#changed.fire(uri);
  }

  async drop(uri: vscode.Uri): Promise<void> {
    const drafts = await this.#all();
    if (!drafts.delete(uri.toString())) return;
    await vscode.workspace.fs.delete(this.#fileOf(uri));
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
      (entries) => entries.map(([name]) => name),
      () => [],
    );
    const drafts = await Promise.all(
      files.map(async (name): Promise<[string, string][]> => {
        const bytes = await fs.readFile(vscode.Uri.joinPath(this.#folder, name));
        const draft = parseDraft(new TextDecoder().decode(bytes));
        return draft ? [[draft.uri, draft.text]] : [];
      }),
    );
    return new Map(drafts.flat());
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
