import * as vscode from 'vscode';
import type { Environment } from '../../model/environment.ts';
import { escapeInvisible } from '../../model/escapeInvisible.ts';
import { isModelTag } from '../../model/embedding/indexModel.ts';
import { isTwinTag } from '../../model/twin.ts';
import { parseTags, printTags, type IndexChanges, type Tags } from '../../model/newIndex.ts';
import type { VectorIndex } from '../../model/vectorIndex.ts';
import type { IndexCreation } from '../../services/catalog/indexCreation.ts';
import { askChoice, askText } from '../flows/inputs.ts';
import { capacityChoice, changeReadCapacity } from './changeReadCapacity.ts';

/**
 * Asks which setting of an index to change, and changes it. Everything else is fixed at creation. Throws `cancelled` when
 * the user dismisses a question.
 */
export async function configureIndex(
  creation: IndexCreation,
  environment: Environment,
  index: VectorIndex,
): Promise<void> {
  const title = vscode.l10n.t('Configure “{0}”', escapeInvisible(index.name));
  const configure = (changes: IndexChanges, signal: AbortSignal): Promise<void> =>
    creation.configure(environment, index.name, changes, signal);
  const tags = ownTags(index.tags);
  const setting = await askChoice<'protection' | 'tags' | 'readCapacity'>({
    title,
    placeholder: vscode.l10n.t('Name, dimension, metric and region are fixed at creation'),
    choices: [
      {
        value: 'protection',
        label: index.isProtected
          ? vscode.l10n.t('Turn Off Deletion Protection')
          : vscode.l10n.t('Turn On Deletion Protection'),
        description: index.isProtected
          ? vscode.l10n.t('it cannot be deleted now')
          : vscode.l10n.t('it can be deleted now'),
      },
      {
        value: 'tags',
        label: vscode.l10n.t('Edit Tags…'),
        description: printTags(tags),
      },
      ...(environment.kind === 'local' || index.isPod === true ? [] : [capacityChoice(index)]),
    ],
  });
  if (setting === 'readCapacity') await changeReadCapacity(title, index, configure);
  if (setting === 'tags') {
    await askText({
      title,
      prompt: vscode.l10n.t('Tags, separated by commas. A tag that you delete is removed.'),
      placeholder: 'team=search, stage=test',
      value: printTags(tags),
      busyPrompt: vscode.l10n.t('Changing the tags…'),
      submit: (text, signal) => configure({ tags: changesOfTags(tags, parseTags(text)) }, signal),
    });
  }
  if (setting === 'protection') {
    const isProtected = !index.isProtected;
    await configure({ isProtected }, new AbortController().signal);
    const name = escapeInvisible(index.name);
    void vscode.window.showInformationMessage(
      isProtected
        ? vscode.l10n.t('“{0}” is protected against deletion.', name)
        : vscode.l10n.t('“{0}” can be deleted.', name),
    );
  }
}

/** Returns the tags of the user. Those of a twin describe its pull and must not change, those of the model have a command. */
function ownTags(tags: Tags): Tags {
  const isOwn = (name: string): boolean => !isTwinTag(name) && !isModelTag(name);
  return Object.fromEntries(Object.entries(tags).filter(([name]) => isOwn(name)));
}

/** Returns the tags to send: the service merges them, and removes those with an empty value. */
function changesOfTags(before: Tags, after: Tags): Tags {
  const removed = Object.keys(before).filter((name) => !Object.hasOwn(after, name));
  return { ...Object.fromEntries(removed.map((name) => [name, ''])), ...after };
}
