import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import type { Activation, Parts } from '../../src/extension.ts';

/** The objects of the extension that runs in this host; it hands them out to tests only. */
export async function partsOfExtension(): Promise<Parts> {
  const extension = vscode.extensions.getExtension<Activation>('vectorscope.vectorscope');
  const activation = await extension?.activate();
  assert.ok(activation?.parts, 'the extension does not run in test mode');
  return activation.parts;
}
