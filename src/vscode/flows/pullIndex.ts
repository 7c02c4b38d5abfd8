import * as vscode from 'vscode';
import type { Disposable } from '../../common/disposables.ts';
import { Failure, isCancelled } from '../../common/failure.ts';
import { localEnvironment } from '../../model/environment.ts';
import { twinOf, type PullScope } from '../../model/twin.ts';
import type { ExistingTwin, PullOffer, PullOutcome, Pulls } from '../../services/transfer/pull.ts';
import { defaultBudget, priceLeft, priceOf } from '../../services/transfer/pullPlan.ts';
import { registerCommand } from '../commands.ts';
import { commands } from '../ids.ts';
import type { Report } from '../report.ts';
import { pickNamespace, pickTarget, type PickedTarget, type PickTargetDeps } from './pickTarget.ts';
import { askAboutTwin, askBudget, askScope } from './pullQuestions.ts';
import { outcomeText, progressText } from './pullWords.ts';
import { withProgress } from './withProgress.ts';

export type PullDeps = PickTargetDeps & {
  readonly pulls: Pulls;
  readonly report: Report;
};

/** What a caller may decide beforehand, so that it is not asked. */
type Decided = {
  readonly scope?: PullScope;
  readonly budget?: number;
  /** Whether the map is shown once the pull is complete. */
  readonly opensMap: boolean;
};

/** *Pull to This Machine*. */
export function registerPull(deps: PullDeps): Disposable {
  return registerCommand(commands.pullIndex, (argument) => pullIndex(deps, argument), deps.report);
}

async function pullIndex(deps: PullDeps, argument: unknown): Promise<void> {
  const target = await findSource(deps, argument);
  if (target === undefined) return;
  const title = vscode.l10n.t('Looking at “{0}”', target.index);
  const offer = await withProgress(title, (signal) => deps.pulls.offer(target, signal));
  const decided = decidedBy(argument);
  const outcome = await carryOut(deps, offer, decided);
  if (outcome === undefined) return;
  // The command has ended; whoever called it does not wait for the user to close a message.
  void announce(outcome, offer, decided).catch(deps.report);
}

async function carryOut(
  deps: PullDeps,
  offer: PullOffer,
  decided: Decided,
): Promise<PullOutcome | undefined> {
  const [existing] = offer.twins;
  if (existing === undefined || decided.scope !== undefined) return begin(deps, offer, decided);
  const choice = await askAboutTwin(existing);
  switch (choice) {
    case 'goOn':
      return goOn(deps, offer, existing);
    case 'map':
    case 'query':
      await show(choice, existing.name, offer.source.namespace);
      return undefined;
    case 'replace':
      return replace(deps, offer, existing);
    case 'another':
      return begin(deps, offer, decided);
    case undefined:
      return undefined;
  }
}

async function begin(
  deps: PullDeps,
  offer: PullOffer,
  decided: Decided,
): Promise<PullOutcome | undefined> {
  const scope = decided.scope ?? (await askScope(offer));
  if (scope === undefined) return undefined;
  const title = titleOf(offer);
  const price = priceOf(offer.total, scope);
  const isAsked = decided.scope === undefined;
  const budget = decided.budget ?? (isAsked ? await askBudget(title, price) : defaultBudget(price));
  if (budget === undefined) return undefined;
  return run(deps, offer, (signal, onProgress) =>
    deps.pulls.start(offer, scope, { budget, signal, onProgress }),
  );
}

async function goOn(
  deps: PullDeps,
  offer: PullOffer,
  { name, checkpoint }: ExistingTwin,
): Promise<PullOutcome | undefined> {
  if (checkpoint === undefined) return undefined;
  const title = titleOf(offer);
  const { listing, written, readUnits } = checkpoint;
  const price = priceLeft(checkpoint, { listed: listing.listed.count, fetched: written.count });
  const budget = await askBudget(title, price, readUnits);
  if (budget === undefined) return undefined;
  return run(deps, offer, (signal, onProgress) =>
    deps.pulls.resume(name, { budget, signal, onProgress }),
  );
}

/** Asks everything first: the twin that is there goes only once the new one may come. */
async function replace(
  deps: PullDeps,
  offer: PullOffer,
  { name }: ExistingTwin,
): Promise<PullOutcome | undefined> {
  const scope = await askScope(offer);
  if (scope === undefined) return undefined;
  const title = titleOf(offer);
  const budget = await askBudget(title, priceOf(offer.total, scope));
  if (budget === undefined) return undefined;
  return run(deps, offer, async (signal, onProgress) => {
    await deps.pulls.discard(name, signal);
    return deps.pulls.start({ ...offer, name }, scope, { budget, signal, onProgress });
  });
}

async function run(
  deps: PullDeps,
  offer: PullOffer,
  pull: (
    signal: AbortSignal,
    onProgress: Parameters<Pulls['start']>[2]['onProgress'],
  ) => Promise<PullOutcome>,
): Promise<PullOutcome> {
  try {
    return await withProgress(runTitleOf(offer), (signal, show) =>
      pull(signal, (progress) => {
        // Listing for a sample is the smaller part of the bar, whatever it takes.
        const part = progress.of === 0 ? 0 : progress.done / progress.of;
        show(progress.phase === 'listing' ? part * 0.3 : part, progressText(progress));
      }),
    );
  } catch (error) {
    if (isCancelled(error)) void offerToGoOn(offer).catch(deps.report);
    throw error;
  }
}

/** A pull that was cancelled was paid for, as far as it came. */
async function offerToGoOn({ source }: PullOffer): Promise<void> {
  const { environment, index, namespace } = source;
  const again = vscode.l10n.t('Go On…');
  const answer = await vscode.window.showInformationMessage(
    vscode.l10n.t(
      'The pull of “{0}” was cancelled. What came is kept, and it can go on from there at any time.',
      index.name,
    ),
    again,
  );
  const target = { environment: environment.name, index: index.name, namespace };
  if (answer === again) await vscode.commands.executeCommand(commands.pullIndex, { target });
}

async function announce(
  outcome: PullOutcome,
  { source }: PullOffer,
  { opensMap }: Decided,
): Promise<void> {
  const { twin, namespace, state } = outcome;
  const text = outcomeText(outcome, source.index.name);
  if (state === 'stopped') {
    const again = vscode.l10n.t('Go On…');
    const answer = await vscode.window.showWarningMessage(text, again);
    const target = { environment: source.environment.name, index: source.index.name, namespace };
    if (answer === again)
      await vscode.commands.executeCommand(commands.pullIndex, { target, opensMap });
    return;
  }
  if (state === 'complete' && opensMap) await show('map', twin, namespace);
  const map = vscode.l10n.t('Show Map');
  const query = vscode.l10n.t('Query');
  const tell =
    state === 'complete' ? vscode.window.showInformationMessage : vscode.window.showWarningMessage;
  const answer = await tell(text, ...(opensMap ? [] : [map]), query);
  if (answer === map) await show('map', twin, namespace);
  if (answer === query) await show('query', twin, namespace);
}

async function show(what: 'map' | 'query', index: string, namespace: string): Promise<void> {
  const command = what === 'map' ? commands.showMap : commands.queryIndex;
  const target = { environment: localEnvironment.name, index, namespace };
  await vscode.commands.executeCommand(command, { target });
}

/** Where to pull from: what the argument names or the user picks, and for a twin its origin. */
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
        vscode.l10n.t('The environment that “{0}” was pulled from is gone', target.index),
      );
    return { ...origin, environment };
  }
  if (!isIndexNode(argument)) return target;
  const namespace = await pickNamespace(deps, target.environment, index);
  return namespace === undefined ? undefined : { ...target, namespace };
}

/** An index of the tree stands for all its namespaces, of which one is pulled. */
function isIndexNode(argument: unknown): boolean {
  return (
    typeof argument === 'object' &&
    argument !== null &&
    'type' in argument &&
    argument.type === 'index'
  );
}

function titleOf({ source }: PullOffer): string {
  return vscode.l10n.t('Pull “{0}” of “{1}”', source.index.name, source.environment.name);
}

function runTitleOf({ source }: PullOffer): string {
  return vscode.l10n.t('Pulling “{0}” of “{1}”', source.index.name, source.environment.name);
}

function decidedBy(argument: unknown): Decided {
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
