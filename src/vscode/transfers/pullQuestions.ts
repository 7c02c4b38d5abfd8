import * as vscode from 'vscode';
import { placeName } from '../../model/vectorIndex.ts';
import { parseCount } from '../../common/parseCount.ts';
import { escapeInvisible } from '../../model/escapeInvisible.ts';
import { sampleSeed } from '../../model/idSample.ts';
import type { PullScope } from '../../model/twin.ts';
import type { ExistingTwin, PullPreview } from '../../services/transfer/pull.ts';
import {
  checkBudget,
  defaultBudget,
  minReadUnits,
  priceOf,
  recordsOf,
  unitsOf,
  type PullPrice,
} from '../../services/transfer/pullPlan.ts';
import { formatAge } from '../formatAge.ts';
import { fullCount } from '../formatNumbers.ts';
import { askChoice, askText, type Choice, type ChoiceQuestion } from '../flows/inputs.ts';
import { unitsText } from './transferProgress.ts';

/** Asks what to do when the namespace was pulled before. Returns `undefined` if the user closes the list. */
export async function askAboutTwin(
  { name, twin, checkpoint }: ExistingTwin,
  canMap: boolean,
): Promise<TwinChoice | undefined> {
  const age = formatAge(twin.pulledAtMs, Date.now());
  const goOn: Choice<TwinChoice> = {
    label: vscode.l10n.t('Go On'),
    description: vscode.l10n.t(
      '{0} of {1} records are already pulled',
      fullCount(checkpoint?.written.count ?? 0),
      fullCount(checkpoint === undefined ? 0 : recordsOf(checkpoint.total, checkpoint.scope)),
    ),
    value: 'goOn',
  };
  const map: Choice<TwinChoice> = { label: vscode.l10n.t('Show Map'), value: 'map' };
  const use: readonly Choice<TwinChoice>[] = [
    ...(canMap ? [map] : []),
    { label: vscode.l10n.t('Query'), value: 'query' },
  ];
  const again: readonly Choice<TwinChoice>[] = [
    {
      label: vscode.l10n.t('Pull Again'),
      description: vscode.l10n.t('replaces “{0}”', name),
      value: 'replace',
    },
    {
      label: vscode.l10n.t('Pull Beside It'),
      description: vscode.l10n.t('keeps “{0}”', name),
      value: 'another',
    },
  ];
  const isRunning = twin.state === 'running';
  const begun = isRunning ? (checkpoint === undefined ? [] : [goOn]) : use;
  const choices = [...begun, ...again];
  return askFirst({
    title: vscode.l10n.t('“{0}” was pulled to this machine', name),
    placeholder: isRunning
      ? vscode.l10n.t('The pull started {0} and has not ended', age)
      : vscode.l10n.t('The pull ended {0}', age),
    choices,
  });
}

/** What to do with an existing twin. */
export type TwinChoice = 'goOn' | 'map' | 'query' | 'replace' | 'another';

const sampleSizes = [1000, 10_000, 50_000, 200_000];

/** Asks for the whole namespace or a sample, with their costs. Returns `undefined` if the user closes the list. */
export async function askScope(preview: PullPreview): Promise<PullScope | undefined> {
  const { total } = preview;
  const choice = (label: string, scope: PullScope): Choice<PullScope> => ({
    label,
    description: vscode.l10n.t('about {0}', unitsText(unitsOf(priceOf(total, scope)))),
    value: scope,
  });
  const samples = sampleSizes
    .filter((size) => size < total)
    .map((size) =>
      choice(vscode.l10n.t('Sample of {0}', fullCount(size)), {
        kind: 'sample',
        size,
        seed: sampleSeed,
      }),
    );
  const all = choice(vscode.l10n.t('All {0} records', fullCount(total)), { kind: 'all' });
  const other: Choice<'other'> = {
    label: vscode.l10n.t('Sample of Another Size…'),
    value: 'other',
  };
  const answer = await askFirst<PullScope | 'other'>({
    title: pullTitle(preview),
    placeholder: vscode.l10n.t('Select how much to pull to this machine'),
    choices: [all, ...samples, ...(total > 1 ? [other] : [])],
  });
  return answer === 'other' ? askSampleSize(total) : answer;
}

/** Returns what the questions of a pull have as their title. */
export function pullTitle({ source }: PullPreview): string {
  return vscode.l10n.t('Pull “{0}” of “{1}”', nameOfSource(source), source.environment.name);
}

/** Returns the name of the namespace that is pulled. */
export function nameOfSource({ index, namespace }: PullPreview['source']): string {
  return escapeInvisible(placeName({ index: index.name, namespace }));
}

/** Like `askChoice`; Enter picks the first choice. */
async function askFirst<T>(question: Omit<ChoiceQuestion<T>, 'current'>): Promise<T | undefined> {
  const [first] = question.choices;
  return askChoice({ ...question, ...(first === undefined ? {} : { current: first.value }) });
}

/**
 * Asks for the budget, with the cost beside it; it includes the `used` read units already spent. Throws `cancelled` when
 * the user closes the box.
 */
export async function askBudget(
  title: string,
  price: PullPrice,
  scope: PullScope,
  used = 0,
): Promise<number> {
  let budget = 0;
  await askText({
    title,
    prompt: budgetPrompt(price, used),
    value: String(Math.ceil(used) + defaultBudget(price)),
    submit: (text) => {
      budget = parseCount(text);
      checkBudget(budget, used, minReadUnits(price, scope));
    },
  });
  return budget;
}

function budgetPrompt(price: PullPrice, used: number): string {
  const parts = [
    unitsText(unitsOf(price)),
    fullCount(price.listUnits),
    fullCount(price.fetchUnits),
  ];
  if (used === 0)
    return vscode.l10n.t(
      'It costs about {0}: {1} to list the ids, {2} to read the records. Enter the maximum before it stops.',
      ...parts,
    );
  return vscode.l10n.t(
    'The rest costs about {0}: {1} to list the ids, {2} to read the records. {3} are already used. Enter the total maximum before it stops.',
    ...parts,
    fullCount(Math.ceil(used)),
  );
}

async function askSampleSize(total: number): Promise<PullScope | undefined> {
  let scope: PullScope | undefined;
  await askText({
    title: vscode.l10n.t('Size of the Sample'),
    prompt: vscode.l10n.t('Enter how many of the {0} records to pull', fullCount(total)),
    submit: (text) => {
      scope = { kind: 'sample', size: parseCount(text), seed: sampleSeed };
    },
  });
  return scope;
}
