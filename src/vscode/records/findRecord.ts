import * as vscode from 'vscode';
import { Failure } from '../../common/failure.ts';
import { escapeInvisible } from '../../model/escapeInvisible.ts';
import { textKeyOf } from '../../model/record.ts';
import { parseRecordId } from '../../services/records/recordParts.ts';
import type { Connections } from '../../services/environments/connections.ts';
import { findRecord, type RecordInNamespace } from '../../services/records/findRecord.ts';
import { askChoice, askText } from '../flows/inputs.ts';
import { pickIndexOf, type PickedIndex, type PickIndexDeps } from '../flows/pickIndexOf.ts';
import { withProgress } from '../flows/withProgress.ts';
import { fullCount } from '../formatNumbers.ts';
import { commands } from '../ids.ts';

export type FindRecordDeps = PickIndexDeps & { readonly connections: Pick<Connections, 'open'> };

/** Above this price the user agrees first. */
const maxFreeUnits = 10;
const maxTextLength = 100;

/** Asks for an id, looks for it in all namespaces of an index, and opens the record that the user selects. */
export async function findRecordById(deps: FindRecordDeps, argument: unknown): Promise<void> {
  const picked = await pickIndexOf(deps, argument);
  if (picked === undefined) return;
  const { environment, index } = picked;
  const { signal } = new AbortController();
  const { namespaces } = await deps.catalog.stats(environment, index, signal);
  const names = namespaces.map(({ name }) => name);
  const id = await askId(index.name, names.length, environment.kind === 'local');
  const found = await search(deps, picked, names, id);
  if (found.length === 0)
    throw new Failure(
      'notFound',
      vscode.l10n.t('No namespace of “{0}” has a record “{1}”', index.name, escapeInvisible(id)),
    );
  const chosen = found.length === 1 ? found[0] : await choose(id, found);
  if (chosen === undefined) return;
  const { namespace } = chosen;
  const target = { environment: environment.name, index: index.name, namespace };
  await vscode.commands.executeCommand(commands.openRecord, { target, id });
}

/** Asks for the id; the prompt names the price. */
async function askId(index: string, count: number, isFree: boolean): Promise<string> {
  let id = '';
  let hasAgreed = isFree || count <= maxFreeUnits;
  await askText({
    title: vscode.l10n.t('Find Record in “{0}”', escapeInvisible(index)),
    prompt: isFree
      ? vscode.l10n.t('The whole id; {0} namespaces are searched', fullCount(count))
      : vscode.l10n.t(
          'The whole id; {0} namespaces are searched, for as many read units',
          fullCount(count),
        ),
    submit: (text) => {
      id = parseRecordId(text);
      if (hasAgreed) return;
      hasAgreed = true;
      throw new Failure(
        'badInput',
        vscode.l10n.t(
          'This costs about {0} read units: press Enter again to search',
          fullCount(count),
        ),
      );
    },
  });
  return id;
}

function search(
  { connections }: FindRecordDeps,
  { environment, index }: PickedIndex,
  namespaces: readonly string[],
  id: string,
): Promise<readonly RecordInNamespace[]> {
  return withProgress(vscode.l10n.t('Looking for “{0}”', id), async (signal, progress) => {
    const client = (await connections.open(environment, signal)).index(index.host, index.documents);
    return findRecord(client, namespaces, id, signal, (count) =>
      progress(
        count / namespaces.length,
        vscode.l10n.t('{0} of {1} namespaces', fullCount(count), fullCount(namespaces.length)),
      ),
    );
  });
}

async function choose(
  id: string,
  found: readonly RecordInNamespace[],
): Promise<RecordInNamespace | undefined> {
  return askChoice<RecordInNamespace>({
    title: vscode.l10n.t('“{0}” is in {1} namespaces', escapeInvisible(id), found.length),
    placeholder: vscode.l10n.t('Which one opens?'),
    choices: found.map((value) => ({
      label: escapeInvisible(value.namespace),
      description: textOf(value),
      value,
    })),
  });
}

function textOf({ record: { metadata } }: RecordInNamespace): string {
  const key = textKeyOf(metadata);
  const text = key === undefined ? '' : String(metadata[key]);
  return escapeInvisible(text.slice(0, maxTextLength));
}
