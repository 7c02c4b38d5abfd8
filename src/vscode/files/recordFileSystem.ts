import * as vscode from 'vscode';
import { Disposables, type Disposable } from '../../common/disposables.ts';
import { Failure } from '../../common/failure.ts';
import type { VectorRecord } from '../../model/record.ts';
import { hasSameContents } from '../../model/recordContents.ts';
import type { Connections } from '../../services/environments/connections.ts';
import type { Environments } from '../../services/environments/environments.ts';
import { readRecord } from '../../services/records/recordReader.ts';
import { parseRecordText, toRecordText } from '../../services/records/recordText.ts';
import { recordScheme } from '../ids.ts';
import type { DraftStore } from './draftStore.ts';
import { isStoredUri, placeOf } from './recordUri.ts';

/** File system of records: a document for each, with its draft if there is one. */
export class RecordFileSystem implements vscode.FileSystemProvider, Disposable {
  readonly #deps: RecordFileSystemDeps;
  readonly #resources = new Disposables();
  readonly #changed = this.#resources.own(new vscode.EventEmitter<vscode.FileChangeEvent[]>());
  readonly #files = new Map<string, File>();
  #lastTime = 0;

  readonly onDidChangeFile = this.#changed.event;

  constructor(deps: RecordFileSystemDeps) {
    this.#deps = deps;
    this.#resources.own(
      vscode.workspace.onDidCloseTextDocument(({ uri }) => this.#files.delete(uri.toString())),
    );
  }

  watch(): vscode.Disposable {
    return new vscode.Disposable(() => undefined);
  }

  async stat(uri: vscode.Uri): Promise<vscode.FileStat> {
    const { text, mtime } = await this.#file(uri);
    const size = new TextEncoder().encode(text).length;
    const stat = { type: vscode.FileType.File, ctime: 0, mtime, size };
    return isStoredUri(uri) ? { ...stat, permissions: vscode.FilePermission.Readonly } : stat;
  }

  async readFile(uri: vscode.Uri): Promise<Uint8Array> {
    return new TextEncoder().encode((await this.#file(uri)).text);
  }

  async writeFile(uri: vscode.Uri, content: Uint8Array): Promise<void> {
    const text = new TextDecoder().decode(content);
    await this.#deps.save(uri, text);
    this.#put(uri, text);
  }

  readDirectory(): [] {
    return [];
  }

  createDirectory(uri: vscode.Uri): never {
    throw vscode.FileSystemError.NoPermissions(uri);
  }

  delete(uri: vscode.Uri): never {
    throw vscode.FileSystemError.NoPermissions(uri);
  }

  rename(uri: vscode.Uri): never {
    throw vscode.FileSystemError.NoPermissions(uri);
  }

  /** Makes the editor of a record show this text, or what the service has. */
  show(uri: vscode.Uri, text?: string): void {
    if (text === undefined) this.#files.delete(uri.toString());
    else this.#put(uri, text);
    this.#changed.fire([{ type: vscode.FileChangeType.Changed, uri }]);
  }

  /** Reads open records again that have no draft; a document that already says the same stays as it is. */
  async refresh(environmentId: string | undefined): Promise<void> {
    const open = vscode.workspace.textDocuments.filter(
      ({ uri, isDirty }) => uri.scheme === recordScheme && !isDirty,
    );
    for (const { uri } of open)
      // A document whose environment or index is gone stays as it is.
      await this.#refreshOf(uri, environmentId).catch(() => undefined);
  }

  async #refreshOf(uri: vscode.Uri, environmentId: string | undefined): Promise<void> {
    const place = placeOf(this.#deps.environments, uri);
    if (environmentId === undefined || place.environment.id === environmentId)
      await this.refreshOne(uri);
  }

  /** Reads a record again unless it has a draft. VS Code keeps the text of a closed editor for some minutes. */
  async refreshOne(uri: vscode.Uri): Promise<void> {
    if ((await this.#deps.drafts.get(uri)) !== undefined) return;
    const known = this.#files.get(uri.toString());
    const text = await this.#stored(uri, known?.text);
    if (text !== undefined && text !== known?.text) this.show(uri, text);
  }

  dispose(): void {
    this.#resources.dispose();
  }

  async #file(uri: vscode.Uri): Promise<File> {
    const known = this.#files.get(uri.toString());
    if (known !== undefined && !isStoredUri(uri)) return known;
    try {
      const draft = isStoredUri(uri) ? undefined : await this.#deps.drafts.get(uri);
      const text = draft ?? (await this.#stored(uri));
      if (text !== undefined) return this.#put(uri, text);
    } catch (error) {
      throw vscode.FileSystemError.Unavailable(Failure.from(error).message);
    }
    if (isStoredUri(uri)) return this.#put(uri, '');
    throw vscode.FileSystemError.FileNotFound(uri);
  }

  /** Returns the record as text; `known` if that says the same, `undefined` if there is no such record. */
  async #stored(uri: vscode.Uri, known?: string): Promise<string | undefined> {
    const place = placeOf(this.#deps.environments, uri);
    const { signal } = new AbortController();
    const { index, record } = await readRecord(this.#deps.connections, place, place.id, signal);
    if (record === undefined) return undefined;
    const isSame = (text: string): boolean => {
      try {
        return hasSameContents(withoutVectors(parseRecordText(text, place.id, index)), shown);
      } catch {
        return false;
      }
    };
    const withoutVectors = (one: VectorRecord): VectorRecord =>
      index.kind === 'records' ? { id: one.id, values: [], metadata: one.metadata } : one;
    const shown = withoutVectors(record);
    return known !== undefined && isSame(known) ? known : toRecordText(record, index);
  }

  #put(uri: vscode.Uri, text: string): File {
    const known = this.#files.get(uri.toString());
    if (known?.text === text) return known;
    // Two changes within a millisecond need two times.
    this.#lastTime = Math.max(Date.now(), this.#lastTime + 1);
    const file = { text, mtime: this.#lastTime };
    this.#files.set(uri.toString(), file);
    return file;
  }
}

export type RecordFileSystemDeps = {
  readonly environments: Pick<Environments, 'byId'>;
  readonly connections: Pick<Connections, 'open'>;
  readonly drafts: DraftStore;
  /** Handles a save: writes the record, or keeps the text as a draft. */
  readonly save: (uri: vscode.Uri, text: string) => Promise<void>;
};

type File = { readonly text: string; readonly mtime: number };
