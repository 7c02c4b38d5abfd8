import * as vscode from 'vscode';
import { throwIfAborted } from '../../common/async.ts';
import type { TextFile } from '../../services/files/fileIndexing.ts';

/** Reads the text files of a folder and of the folders in it, in the order of their paths. Follows no links. */
export async function readTextFiles(folder: vscode.Uri, signal: AbortSignal): Promise<FoundFiles> {
  const files: TextFile[] = [];
  const refused: string[] = [];
  let tooLarge = 0;
  const visit = async (uri: vscode.Uri, parent: string): Promise<void> => {
    throwIfAborted(signal);
    const entries = await vscode.workspace.fs.readDirectory(uri);
    for (const [name, type] of entries.toSorted(([one], [other]) => (one < other ? -1 : 1))) {
      if (leftOut.test(name)) continue;
      const child = vscode.Uri.joinPath(uri, name);
      const path = `${parent}${name}`;
      if (type === vscode.FileType.Directory) await visit(child, `${path}/`);
      if (type !== vscode.FileType.File) continue;
      if (unreadable.test(name)) refused.push(path);
      if (!readable.test(name)) continue;
      const { size } = await vscode.workspace.fs.stat(child);
      if (size > maxFileBytes) tooLarge++;
      else files.push({ path, text: await readText(child) });
    }
  };
  await visit(folder, '');
  return { files, refused, tooLarge };
}

export type FoundFiles = {
  readonly files: readonly TextFile[];
  /** Paths of files whose text cannot be read: PDF. */
  readonly refused: readonly string[];
  /** Number of files that are larger than the limit. */
  readonly tooLarge: number;
};

const readable =
  /\.(?:md|markdown|mdx|txt|rst|adoc|html?|[cm]?[jt]sx?|py|java|kt|go|rs|rb|php|cs|cpp|cc|c|h|hpp|swift|scala|sh|sql|css|vue|svelte)$/i;
const unreadable = /\.pdf$/i;
const leftOut = /^(?:\.|node_modules$|__pycache__$)/;
const maxFileBytes = 1_000_000;

async function readText(uri: vscode.Uri): Promise<string> {
  return new TextDecoder().decode(await vscode.workspace.fs.readFile(uri));
}
