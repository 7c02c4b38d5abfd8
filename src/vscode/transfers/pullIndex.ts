import * as vscode from 'vscode';
import type { Disposable } from '../../common/disposables.ts';
import { Failure } from '../../common/failure.ts';
import { localEnvironment } from '../../model/environment.ts';
import { twinOf, type PullScope } from '../../model/twin.ts';
import type {
  ExistingTwin,
  PullPreview,
  PullOptions,
  PullOutcome,
  Pulls,
} from '../../services/transfer/pull.ts';
import { defaultBudget, priceLeft, priceOf, unitsOf } from '../../services/transfer/pullPlan.ts';
import type { UsageMeter } from '../../services/usage/usageMeter.ts';
import { registerCommand } from '../commands.ts';
import { commands } from '../ids.ts';
import type { Report } from '../report.ts';
import {
  isIndexNode,
  pickNamespace,
  pickTarget,
  type PickedTarget,
  type PickTargetDeps,
} from '../flows/pickTarget.ts';
import { asksToGoOn } from './asksToGoOn.ts';
import { askAboutTwin, askBudget, askScope, nameOfSource, pullTitle } from './pullQuestions.ts';
import { pullOutcomeMessage } from './pullMessages.ts';
import { withTransferProgress } from './transferProgress.ts';
import { withProgress } from '../flows/withProgress.ts';
import { askOverBudget } from '../usage/askOverBudget.ts';

/** Registers *Pull to This Machine*. */
export function registerPull(deps: PullDeps): Disposable {
  return registerCommand(commands.pullIndex, (argument) => pullIndex(deps, argument), deps.report);
}

export type PullDeps = PickTargetDeps & {
  readonly pulls: Pulls;
  readonly usage: UsageMeter;
  readonly report: Report;
};

/** Choices made by the caller, which the command does not ask for. */
type PullDefaults = {
  readonly scope?: PullScope;
  readonly budget?: number;
  /** Whether to show the map when the pull is complete. */
  readonly opensMap: boolean;
};

async function pullIndex(deps: PullDeps, argument: unknown): Promise<void> {
  const target = await findSource(deps, argument);
  if (target === undefined) return;
  const title = vscode.l10n.t('Looking at “{0}”', target.index);
  const preview = await withProgress(title, (signal) => deps.pulls.preview(target, signal));
  const defaults = decidedBy(argument);
  const ended = await carryOut(deps, preview, defaults);
  if (ended === undefined) return;
  // The command has ended; its caller does not wait for the message to close.
  void announce(deps, ended, preview, defaults).catch(deps.report);
}

/** How a pull ended, and its budget. */
type Ended = { readonly outcome: PullOutcome; readonly budget: number };

async function carryOut(
  deps: PullDeps,
  preview: PullPreview,
  defaults: PullDefaults,
): Promise<Ended | undefined> {
  const [existing] = preview.twins;
  if (existing === undefined || defaults.scope !== undefined) return begin(deps, preview, defaults);
  const choice = await askAboutTwin(existing, canMap(preview));
  switch (choice) {
    case 'goOn':
      return resume(deps, preview, existing);
    case 'map':
    case 'query':
      await show(choice, existing.name, preview.source.namespace);
      return undefined;
    case 'replace':
      return replace(deps, preview, existing);
    case 'another':
      return begin(deps, preview, defaults);
    case undefined:
      return undefined;
  }
}

async function begin(
  deps: PullDeps,
  preview: PullPreview,
  defaults: PullDefaults,
): Promise<Ended | undefined> {
  const scope = defaults.scope ?? (await askScope(preview));
  if (scope === undefined) return undefined;
  const title = pullTitle(preview);
  const price = priceOf(preview.total, scope);
  const isAsked = defaults.scope === undefined;
  const budget =
    defaults.budget ?? (isAsked ? await askBudget(title, price, scope) : defaultBudget(price));
  await askOverBudget(deps.usage, preview.source.environment, { readUnits: unitsOf(price) });
  return run(deps, preview, budget, (pulls, options) => pulls.start(preview, scope, options));
}

async function resume(
  deps: PullDeps,
  preview: PullPreview,
  { name, checkpoint }: ExistingTwin,
): Promise<Ended | undefined> {
  if (checkpoint === undefined) return undefined;
  const title = pullTitle(preview);
  const { listing, written, readUnits } = checkpoint;
  const price = priceLeft(checkpoint, { listed: listing.listed.count, fetched: written.count });
  const budget = await askBudget(title, price, checkpoint.scope, readUnits);
  return run(deps, preview, budget, (pulls, options) => pulls.resume(name, options));
}

/** Asks all questions first: the existing twin is deleted only when the new pull may start. */
async function replace(
  deps: PullDeps,
  preview: PullPreview,
  { name }: ExistingTwin,
): Promise<Ended | undefined> {
  const scope = await askScope(preview);
  if (scope === undefined) return undefined;
  const title = pullTitle(preview);
  const budget = await askBudget(title, priceOf(preview.total, scope), scope);
  return run(deps, preview, budget, async (pulls, options) => {
    await pulls.discard(name, options.signal);
    return pulls.start({ ...preview, name }, scope, options);
  });
}

async function run(
  { pulls }: PullDeps,
  preview: PullPreview,
  budget: number,
  pull: (pulls: Pulls, options: PullOptions) => Promise<PullOutcome>,
): Promise<Ended> {
  const outcome = await withTransferProgress(runTitleOf(preview), (signal, onProgress) =>
    pull(pulls, { budget, signal, onProgress }),
  );
  return { outcome, budget };
}

async function announce(
  deps: PullDeps,
  { outcome, budget }: Ended,
  preview: PullPreview,
  defaults: PullDefaults,
): Promise<void> {
  const { twin, namespace, state } = outcome;
  const text = pullOutcomeMessage(outcome, preview.source.index.name);
  if (state === 'complete' && defaults.opensMap) await show('map', twin, namespace);
  if (state === 'complete' || state === 'incomplete') {
    await announceTwin(outcome, text, canMap(preview) && !defaults.opensMap);
  } else if (state === 'stopped') {
    const again = vscode.l10n.t('Go On…');
    const answer = await vscode.window.showWarningMessage(text, again);
    const { environment, index } = preview.source;
    const target = { environment: environment.name, index: index.name, namespace };
    const { opensMap } = defaults;
    if (answer === again)
      await vscode.commands.executeCommand(commands.pullIndex, { target, opensMap });
  } else {
    if (!(await asksToResume(outcome, text, preview))) return;
    const ended = await run(deps, preview, budget, (pulls, options) => pulls.resume(twin, options));
    await announce(deps, ended, preview, defaults);
  }
}

/** Asks whether to resume a cancelled or interrupted pull, after the user has solved its problem. */
async function asksToResume(
  outcome: Extract<PullOutcome, { state: 'cancelled' | 'interrupted' }>,
  text: string,
  { source: { environment } }: PullPreview,
): Promise<boolean> {
  if (outcome.state === 'cancelled') {
    const goOn = vscode.l10n.t('Go On');
    return (await vscode.window.showInformationMessage(text, goOn)) === goOn;
  }
  const { at, failure } = outcome;
  return asksToGoOn(text, failure.kind, at === 'sink' ? localEnvironment : environment);
}

async function announceTwin(
  { twin, namespace, state }: PullOutcome,
  text: string,
  offersMap: boolean,
): Promise<void> {
  const map = vscode.l10n.t('Show Map');
  const query = vscode.l10n.t('Query');
  const tell =
    state === 'complete' ? vscode.window.showInformationMessage : vscode.window.showWarningMessage;
  const answer = await tell(text, ...(offersMap ? [map] : []), query);
  if (answer === map) await show('map', twin, namespace);
  if (answer === query) await show('query', twin, namespace);
}

/** Whether records of the origin have dense vectors, which maps need. */
function canMap({ source }: PullPreview): boolean {
  return source.index.dimension !== undefined;
}

async function show(what: 'map' | 'query', index: string, namespace: string): Promise<void> {
  const command = what === 'map' ? commands.showMap : commands.queryIndex;
  const target = { environment: localEnvironment.name, index, namespace };
  await vscode.commands.executeCommand(command, { target });
}

/** Returns the namespace to pull: the argument's, the user's choice, or a twin's origin. */
async function findSource(deps: PullDeps, argument: unknown): Promise<PickedTarget | undefined> {
  const target = await pickTarget(deps, argument, 'elsewhere');
  if (target === undefined) return undefined;
  const { signal } = new AbortController();
  const index = await deps.catalog.index(target.environment, target.index, signal);
  if (target.environment.kind === 'local') {
    const origin = twinOf(index.tags)?.origin;
    if (origin === undefined) return target;
    const environment = deps.environments.byId(origin.environment);
    if (environment === undefined)
      throw new Failure(
        'notFound',
        vscode.l10n.t('The environment that “{0}” was pulled from no longer exists', target.index),
      );
    return { ...origin, environment };
  }
  if (!isIndexNode(argument)) return target;
  const namespace = await pickNamespace(deps, target.environment, index);
  return namespace === undefined ? undefined : { ...target, namespace };
}

function runTitleOf({ source }: PullPreview): string {
  return vscode.l10n.t('Pulling “{0}” of “{1}”', nameOfSource(source), source.environment.name);
}

function decidedBy(argument: unknown): PullDefaults {
  if (typeof argument !== 'object' || argument === null) return { opensMap: false };
  const { scope, budget, opensMap } = argument as Record<string, unknown>;
  return {
    ...(isScope(scope) ? { scope } : {}),
    ...(typeof budget === 'number' && budget > 0 ? { budget } : {}),
    opensMap: opensMap === true,
  };
}

function isScope(value: unknown): value is PullScope {
  if (typeof value !== 'object' || value === null) return false;
  const { kind, size, seed } = value as Record<string, unknown>;
  const isSample = kind === 'sample' && Number.isInteger(size) && Number.isInteger(seed);
  return kind === 'all' || (isSample && Number(size) > 0);
}
