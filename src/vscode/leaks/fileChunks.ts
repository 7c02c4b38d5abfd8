import { createReadStream } from 'node:fs';
import * as vscode from 'vscode';
import { Failure } from '../../common/failure.ts';

/** Reads a file in chunks. Throws `badInput` for a file of another machine that is too large to read whole. */
export async function* fileChunks(uri: vscode.Uri): AsyncGenerator<Uint8Array> {
  if (uri.scheme === 'file') {
    yield* createReadStream(uri.fsPath, { highWaterMark: chunkBytes }) as AsyncIterable<Buffer>;
    return;
  }
  const { size } = await vscode.workspace.fs.stat(uri);
  if (size > maxRemoteBytes) throw new Failure('badInput', 'The file is too large to read');
  yield await vscode.workspace.fs.readFile(uri);
}

const chunkBytes = 2 ** 20;
/** Files of other file systems are read whole. */
const maxRemoteBytes = 50 * 2 ** 20;
