import { randomUUID } from 'node:crypto';
import { open, rename, rm } from 'node:fs/promises';
import * as vscode from 'vscode';
import { Failure } from '../../common/failure.ts';

/** Asks for a file to save to; returns `undefined` if the user closes the dialog. */
export async function askFile({ title, name, formats }: FileQuestion): Promise<string | undefined> {
  const folder = vscode.workspace.workspaceFolders?.[0]?.uri;
  const filters = Object.entries(formats).map(([format, ending]) => [format, [ending]]);
  const uri = await vscode.window.showSaveDialog({
    title,
    saveLabel: vscode.l10n.t('Export'),
    filters: Object.fromEntries(filters) as Record<string, string[]>,
    ...(folder && { defaultUri: vscode.Uri.joinPath(folder, name) }),
  });
  if (uri === undefined) return undefined;
  if (uri.scheme !== 'file')
    throw new Failure('badInput', 'Choose a folder on this machine to export to');
  return uri.fsPath;
}

export type FileQuestion = {
  readonly title: string;
  /** Suggested file name, with the extension of the first format. */
  readonly name: string;
  /** File extensions by format name. */
  readonly formats: Readonly<Record<string, string>>;
};

/** Adds to the end of a file. */
export type WritePart = (part: string | Uint8Array) => Promise<void>;

/**
 * Calls `fill` to write a temporary file, then renames it to `file`. Deletes the temporary file after a failure or a
 * cancellation. Returns the result of `fill`.
 */
export async function writeAtomically<T>(
  file: string,
  fill: (write: WritePart) => Promise<T>,
): Promise<T> {
  const draft = `${file}.${randomUUID()}.part`;
  try {
    const handle = await open(draft, 'wx');
    let answer: T;
    try {
      answer = await fill((part) => handle.writeFile(part));
      // Without it, a power cut after the rename can leave a file without its contents.
      await handle.sync();
    } finally {
      await handle.close();
    }
    await rename(draft, file);
    return answer;
  } catch (error) {
    await rm(draft, { force: true });
    if (error instanceof Failure || !(error instanceof Error)) throw error;
    throw new Failure(
      'unavailable',
      `The file “${file}” could not be written: choose another folder, or free some space`,
      { cause: error },
    );
  }
}
