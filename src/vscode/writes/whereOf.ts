import * as vscode from 'vscode';
import { escapeInvisible } from '../../model/escapeInvisible.ts';
import { defaultNamespace } from '../../model/vectorIndex.ts';
import type { PickedTarget } from '../flows/pickTarget.ts';

/** Returns a namespace and its environment, for a sentence: “docs / tickets” in “staging”. */
export function whereOf({ environment, index, namespace }: PickedTarget): string {
  const name = namespace === defaultNamespace ? index : `${index} / ${namespace}`;
  return vscode.l10n.t('“{0}” in “{1}”', escapeInvisible(name), environment.name);
}
