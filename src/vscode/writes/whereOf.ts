import * as vscode from 'vscode';
import { escapeInvisible } from '../../model/escapeInvisible.ts';
import { placeName } from '../../model/vectorIndex.ts';
import type { PickedTarget } from '../flows/pickTarget.ts';

/** Returns a namespace and its environment, for a sentence: “docs / tickets” in “staging”. */
export function whereOf(target: PickedTarget): string {
  const name = escapeInvisible(placeName(target));
  return vscode.l10n.t('“{0}” in “{1}”', name, target.environment.name);
}
