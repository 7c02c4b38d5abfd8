import * as vscode from 'vscode';
import { mapLimit } from '../../common/async.ts';
import { Failure } from '../../common/failure.ts';
import type { Environment } from '../../model/environment.ts';
import { escapeInvisible } from '../../model/escapeInvisible.ts';
import { textKeyOf } from '../../model/record.ts';
import type { VectorIndex } from '../../model/vectorIndex.ts';
import type { Connections } from '../../services/environments/connections.ts';
import {
  findRecord,
  type PlacedRecord,
  type SearchedNamespace,
} from '../../services/records/findRecord.ts';
import { parseRecordId } from '../../services/records/recordParts.ts';
import { askChoice, askText } from '../flows/inputs.ts';
import { environmentOf, pickIndexOf, type PickIndexDeps } from '../flows/pickIndexOf.ts';
import { withProgress } from '../flows/withProgress.ts';
import { fullCount } from '../formatNumbers.ts';
import { commands } from '../ids.ts';

/**
 * Asks for an id, looks for it in all namespaces of an index or an environment, and opens the record that the user
 * selects.
 */
export async function findRecordById(deps: FindRecordDeps, argument: unknown): Promise<void> {
  const scope = await scopeOf(deps, argument);
  if (scope === undefined) return;
  const { environment, index } = scope;
  const name = index?.name ?? environment.name;
  const places = await withProgress(
    vscode.l10n.t('Looking at “{0}”', escapeInvisible(name)),
    (signal) => placesOf(deps, scope, signal),
  );
  const id = await askId(name, places.length, environment.kind === 'local');
  const found = await search(places, id);
  if (found.length === 0)
    throw new Failure(
      'notFound',
      vscode.l10n.t('No namespace of “{0}” has a record “{1}”', name, escapeInvisible(id)),
    );
  const chosen = found.length === 1 ? found[0] : await choose(id, found, index === undefined);
  if (chosen === undefined) return;
  const target = {
    environment: environment.name,
    index: chosen.index,
    namespace: chosen.namespace,
  };
  await vscode.commands.executeCommand(commands.openRecord, { target, id });
}

export type FindRecordDeps = PickIndexDeps & { readonly connections: Pick<Connections, 'open'> };

/** One index, or all indexes of an environment. */
type Scope = { readonly environment: Environment; readonly index?: VectorIndex };

/** Above this price the user agrees first. */
const maxFreeUnits = 10;
const maxTextLength = 100;
const countsAtOnce = 8;

/** Returns the target of a tree node; without a node, what the user picks. */
async function scopeOf(deps: FindRecordDeps, argument: unknown): Promise<Scope | undefined> {
  if (typeof argument === 'object' && argument !== null && 'target' in argument)
    return pickIndexOf(deps, argument);
  const environment = await environmentOf(deps, argument);
  if (environment === undefined || argument !== undefined) return environment && { environment };
  const indexes = await withProgress(
    vscode.l10n.t('Looking at “{0}”', environment.name),
    (signal) => deps.catalog.indexes(environment, signal),
  );
  return askChoice<Scope>({
    title: vscode.l10n.t('Find Record in “{0}”', environment.name),
    placeholder: vscode.l10n.t('Which indexes are searched?'),
    choices: [
      { label: vscode.l10n.t('All Indexes'), value: { environment } },
      ...indexes.map((index) => ({ label: index.name, value: { environment, index } })),
    ],
  });
}

/** Returns the namespaces to search. Their lists cost no read units. */
async function placesOf(
  { catalog, connections }: FindRecordDeps,
  { environment, index }: Scope,
  signal: AbortSignal,
): Promise<readonly SearchedNamespace[]> {
  const service = await connections.open(environment, signal);
  const all = index === undefined ? await catalog.indexes(environment, signal) : [index];
  const ready = all.filter(({ isReady }) => isReady);
  const places = await mapLimit(ready, countsAtOnce, signal, async (one, both) => {
    const { namespaces } = await catalog.stats(environment, one, both);
    const client = service.index(one.host, one.documents);
    return namespaces.map(({ name }) => ({ index: one.name, namespace: name, client }));
  });
  return places.flat();
}

/** Asks for the id; the prompt names the price. */
async function askId(name: string, count: number, isFree: boolean): Promise<string> {
  let id = '';
  let hasAgreed = isFree || count <= maxFreeUnits;
  await askText({
    title: vscode.l10n.t('Find Record in “{0}”', escapeInvisible(name)),
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
  places: readonly SearchedNamespace[],
  id: string,
): Promise<readonly PlacedRecord[]> {
  return withProgress(vscode.l10n.t('Looking for “{0}”', id), (signal, progress) =>
    findRecord(places, id, signal, (count) =>
      progress(
        count / places.length,
        vscode.l10n.t('{0} of {1} namespaces', fullCount(count), fullCount(places.length)),
      ),
    ),
  );
}

async function choose(
  id: string,
  found: readonly PlacedRecord[],
  namesIndex: boolean,
): Promise<PlacedRecord | undefined> {
  return askChoice<PlacedRecord>({
    title: vscode.l10n.t('“{0}” is in {1} namespaces', escapeInvisible(id), found.length),
    placeholder: vscode.l10n.t('Which one opens?'),
    choices: found.map((value) => ({
      label: escapeInvisible(namesIndex ? `${value.index} / ${value.namespace}` : value.namespace),
      description: textOf(value),
      value,
    })),
  });
}

function textOf({ record: { metadata } }: PlacedRecord): string {
  const key = textKeyOf(metadata);
  const text = key === undefined ? '' : String(metadata[key]);
  return escapeInvisible(text.slice(0, maxTextLength));
}
