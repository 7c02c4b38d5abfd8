import * as vscode from 'vscode';
import { Secret } from '../../common/secret.ts';
import { findLeaks } from '../../model/keys/findLeaks.ts';
import { isEnvFile } from '../../model/keys/readFromEnvironment.ts';

/** Returns the keys in the `.env` files of a trusted workspace. */
export async function findEnvFileKeys(): Promise<readonly EnvFileKey[]> {
  if (!vscode.workspace.isTrusted) return [];
  const files = await vscode.workspace.findFiles(
    '**/{.env,.env.*,*.env}',
    '**/{node_modules,.git,.venv,venv}/**',
    maxFiles,
  );
  const keys = await Promise.all(files.filter(({ path }) => isEnvFile(path)).map(keysIn));
  return keys.flat();
}

/** A key in a `.env` file of the workspace. */
export type EnvFileKey = {
  readonly uri: vscode.Uri;
  readonly range: vscode.Range;
  readonly key: Secret;
};

const maxFiles = 20;
const maxBytes = 2 ** 20;

/** A file that cannot be read has no keys to offer. */
async function keysIn(uri: vscode.Uri): Promise<readonly EnvFileKey[]> {
  try {
    const { size } = await vscode.workspace.fs.stat(uri);
    if (size > maxBytes) return [];
    const document = await vscode.workspace.openTextDocument(uri);
    const text = document.getText();
    return findLeaks(text).map(({ start, end }) => ({
      uri,
      range: new vscode.Range(document.positionAt(start), document.positionAt(end)),
      key: new Secret(text.slice(start, end)),
    }));
  } catch {
    return [];
  }
}
