import type * as vscode from 'vscode';
import { Failure } from '../common/failure.ts';

/** Stores a value as JSON. Throws `internal` without a part of the value. */
export async function storeSecret(
  secrets: Pick<vscode.SecretStorage, 'store'>,
  name: string,
  value: object,
): Promise<void> {
  try {
    await secrets.store(name, JSON.stringify(value));
  } catch (error) {
    // The cause may quote the value that it could not write.
    const reason = error instanceof Error ? error.name : 'unknown reason';
    throw new Failure('internal', `VS Code could not store the key (${reason})`);
  }
}
