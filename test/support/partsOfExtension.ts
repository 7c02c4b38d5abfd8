import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import type { Parts } from '../../src/extension/compose.ts';

/** The objects of the extension that runs in this host; it hands them out to tests only. */
export async function partsOfExtension(): Promise<Parts> {
  const extension = vscode.extensions.getExtension<Parts | undefined>('vectorscope.vectorscope');
  const parts = await extension?.activate();
  assert.ok(parts, 'the extension does not run in test mode');
  return parts;
}
