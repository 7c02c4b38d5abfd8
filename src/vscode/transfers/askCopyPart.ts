import * as vscode from 'vscode';
import { parseOptionalCount } from '../../common/parseCount.ts';
import { sampleSeed } from '../../model/idSample.ts';
import type { PullScope } from '../../model/twin.ts';
import { parseIdPrefix, type CopyPart } from '../../services/transfer/copying/copyTransform.ts';
import type { MetadataEdit } from '../../services/writes/metadataEdit.ts';
import { askChoice, askText } from '../flows/inputs.ts';
import { askMetadataEdit, editText } from '../writes/askMetadataEdit.ts';

/** Asks which records are copied and how they change. Throws `cancelled` when the user dismisses a question. */
export async function askCopyPart(title: string): Promise<CopyPart> {
  let scope: PullScope = { kind: 'all' };
  await askText({
    title,
    prompt: vscode.l10n.t('Size of a random sample. Empty: all records'),
    submit: (text) => {
      const size = parseOptionalCount(text);
      scope = size === undefined ? { kind: 'all' } : { kind: 'sample', size, seed: sampleSeed };
    },
  });
  let idPrefix = '';
  await askText({
    title,
    prompt: vscode.l10n.t('A text before each id. Empty: the ids stay as they are'),
    submit: (text) => {
      idPrefix = parseIdPrefix(text);
    },
  });
  return { scope, transform: { idPrefix, edits: await askEdits(title) } };
}

async function askEdits(title: string): Promise<readonly MetadataEdit[]> {
  const edits: MetadataEdit[] = [];
  for (;;) {
    const isDone = await askChoice<boolean>({
      title,
      placeholder:
        edits.length === 0
          ? vscode.l10n.t('The metadata stays as it is')
          : edits.map(editText).join(', '),
      choices: [
        { label: vscode.l10n.t('Go On'), value: true },
        { label: vscode.l10n.t('Change a Metadata Field…'), value: false },
      ],
    });
    if (isDone !== false) return edits;
    edits.push(await askMetadataEdit(vscode.l10n.t('the copied records')));
  }
}
