import * as vscode from 'vscode';
import { Disposables, type Disposable } from '../../common/disposables.ts';
import type { Connections } from '../../services/environments/connections.ts';
import type { Copies, CopyOutcome, CopyRoute } from '../../services/transfer/copies.ts';
import type { CopyCheckpoint } from '../../services/transfer/copying/copyJournal.ts';
import { copiedCounts, type IdComparison } from '../../services/transfer/copying/copyPrice.ts';
import type { UsageMeter } from '../../services/usage/usageMeter.ts';
import type { CopyPart } from '../../services/transfer/copying/copyTransform.ts';
import type { CopyMode } from '../../services/transfer/copySource.ts';
import { registerCommand } from '../commands.ts';
import { askChoice } from '../flows/inputs.ts';
import {
  pickEnvironment,
  pickTarget,
  type EnvironmentScope,
  type PickedTarget,
  type PickTargetDeps,
} from '../flows/pickTarget.ts';
import { fullCount } from '../formatNumbers.ts';
import { commands } from '../ids.ts';
import { recordsText } from '../labels.ts';
import type { Report } from '../report.ts';
import { agree } from '../writes/agree.ts';
import { whereOf } from '../writes/whereOf.ts';
import { askCopyPart } from './askCopyPart.ts';
import { askAboutUnits, askToCompare, priceOf, priceText, type CopyPrice } from './copyPrice.ts';
import { pickCopyTarget, type CopyTargetDeps } from './pickCopyTarget.ts';
import { withTransferProgress } from './transferProgress.ts';

/** Registers *Copy Records*, *Copy Records with Options* and *Push to Pinecone*. */
export function registerCopy(deps: CopyDeps): Disposable {
  const resources = new Disposables();
  const register = (id: string, questions: CopyQuestions): void => {
    const start = (argument: unknown): Promise<void> => copy(deps, argument, questions);
    resources.own(registerCommand(id, start, deps.report));
  };
  register(commands.copyRecords, { scope: 'anywhere' });
  register(commands.copyRecordsWithOptions, { scope: 'anywhere', asksPart: true });
  register(commands.pushIndex, { scope: 'elsewhere' });
  return resources;
}

export type CopyDeps = PickTargetDeps &
  CopyTargetDeps & {
    readonly copies: Copies;
    readonly connections: Pick<Connections, 'checkWritable'>;
    readonly usage: UsageMeter;
    readonly report: Report;
  };

type Plan = {
  readonly mode: CopyMode;
  readonly total: number;
  readonly part: CopyPart;
  readonly canUndo: boolean;
  readonly from?: CopyCheckpoint;
};

/** Which environments to offer, and whether to ask which records are copied and how they change. */
type CopyQuestions = { readonly scope: EnvironmentScope; readonly asksPart?: boolean };

async function copy(
  deps: CopyDeps,
  argument: unknown,
  { scope, asksPart = false }: CopyQuestions,
): Promise<void> {
  const source = await pickTarget(deps, argument);
  if (source === undefined) return;
  const environment = await pickEnvironment(
    deps,
    scope,
    vscode.l10n.t('Copy to which environment?'),
  );
  if (environment === undefined) return;
  deps.connections.checkWritable(environment);
  const target = await pickCopyTarget(deps, source, environment);
  if (target === undefined) return;
  const route = { source, target };
  const plan = (await askToGoOn(deps, route)) ?? (await askPlan(deps, route, asksPart));
  if (plan !== undefined) await run(deps, route, plan);
}

/** Offers to go on with a copy of the same route that ended early. */
async function askToGoOn({ copies }: CopyDeps, route: CopyRoute): Promise<Plan | undefined> {
  const from = copies.unfinished(route);
  if (from === undefined) return undefined;
  const goesOn = await askChoice<boolean>({
    title: titleOf(route),
    placeholder: vscode.l10n.t('An earlier copy ended early'),
    choices: [
      {
        label: vscode.l10n.t('Go On'),
        description: vscode.l10n.t('{0} are copied', recordsText(from.written.count)),
        value: true,
      },
      { label: vscode.l10n.t('Start Over'), value: false },
    ],
  });
  if (goesOn !== true) return undefined;
  const { mode, part = {}, canUndo = false } = from;
  return { mode, total: from.written.count, part, canUndo, from };
}

/** Shows what differs by id, and asks what to copy. */
async function askPlan(
  deps: CopyDeps,
  route: CopyRoute,
  asksPart: boolean,
): Promise<Plan | undefined> {
  const part = asksPart ? await askCopyPart(titleOf(route)) : {};
  const listing = await askToCompare(deps, route);
  const found = await withTransferProgress(
    vscode.l10n.t('Comparing {0} with {1}', whereOf(route.source), whereOf(route.target)),
    (signal, onProgress) => deps.copies.compare(route, { signal, onProgress, part }),
  );
  const { missing, both } = found;
  const total = missing + both;
  if (total === 0) {
    const text = vscode.l10n.t('There is nothing to copy: {0} is empty.', whereOf(route.source));
    void vscode.window.showInformationMessage(text);
    return undefined;
  }
  const mode = both === 0 ? 'missing' : await askMode(route, found);
  if (mode === undefined) return undefined;
  const canUndo = await deps.copies.canUndo(
    route,
    copiedCounts(mode, found),
    new AbortController().signal,
  );
  const price = await priceOf(deps, route, mode, { found, listing, canUndo });
  await agreeToCopy(route, mode, found, { canUndo, price });
  await askAboutUnits(deps.usage, route, price);
  return { mode, total: mode === 'missing' ? missing : total, part, canUndo };
}

async function askMode(
  route: CopyRoute,
  { missing, both, onlyInTarget }: IdComparison,
): Promise<CopyMode | undefined> {
  const choices = [
    {
      label: vscode.l10n.t('Copy Missing Records'),
      description: vscode.l10n.t('{0}, nothing is overwritten', recordsText(missing)),
      value: 'missing' as const,
    },
    {
      label: vscode.l10n.t('Copy Missing and Changed Records'),
      description: vscode.l10n.t('compares the contents of {0}', recordsText(both)),
      value: 'changed' as const,
    },
    {
      label: vscode.l10n.t('Copy All Records'),
      description: vscode.l10n.t('overwrites {0}', recordsText(both)),
      value: 'all' as const,
    },
  ];
  return askChoice<CopyMode>({
    title: titleOf(route),
    placeholder: vscode.l10n.t(
      '{0} missing there, {1} in both, {2} only there',
      fullCount(missing),
      fullCount(both),
      fullCount(onlyInTarget),
    ),
    choices: missing === 0 ? choices.slice(1) : choices,
  });
}

async function agreeToCopy(
  { source, target }: CopyRoute,
  mode: CopyMode,
  found: IdComparison,
  { canUndo, price }: { readonly canUndo: boolean; readonly price: CopyPrice },
): Promise<void> {
  const { written, overwritten } = copiedCounts(mode, found);
  const places = [whereOf(source), whereOf(target)];
  await agree({
    ...target,
    count: overwritten,
    question:
      mode === 'changed'
        ? vscode.l10n.t('Copy up to {0} from {1} to {2}?', recordsText(written), ...places)
        : vscode.l10n.t('Copy {0} from {1} to {2}?', recordsText(written), ...places),
    details: [
      overwritten === 0
        ? vscode.l10n.t('No record there is overwritten.')
        : vscode.l10n.t('Up to {0} there are overwritten.', recordsText(overwritten)),
      undoText(canUndo, overwritten),
      priceText(price),
    ],
    action: vscode.l10n.t('Copy'),
  });
}

function undoText(canUndo: boolean, overwritten: number): string {
  if (!canUndo)
    return vscode.l10n.t(
      'This cannot be undone: back up the index first if you may need it as it is.',
    );
  return overwritten === 0
    ? vscode.l10n.t('Undo Last Write removes what was added.')
    : vscode.l10n.t(
        'What is there is saved on this machine first: Undo Last Write brings it back.',
      );
}

async function run(deps: CopyDeps, route: CopyRoute, plan: Plan): Promise<void> {
  const { mode, total, part, canUndo, from } = plan;
  const outcome = await withTransferProgress(titleOf(route), (signal, onProgress) =>
    deps.copies.run(route, mode, total, { signal, onProgress, part, canUndo }, from),
  );
  const text = outcomeText(route, plan, outcome);
  if (outcome.state === 'complete' && outcome.missing === 0) {
    const records = vscode.l10n.t('Show Records');
    if ((await vscode.window.showInformationMessage(text, records)) === records)
      await vscode.commands.executeCommand(commands.showRecords, { target: namesOf(route.target) });
    return;
  }
  const goOn = vscode.l10n.t('Go On');
  if ((await vscode.window.showWarningMessage(text, goOn)) !== goOn) return;
  await run(deps, route, nextPlan(plan, outcome, deps.copies.unfinished(route)));
}

/** A copy that ended early goes on from where it was; one that ended writes what is missing. */
function nextPlan(
  { mode, total, part, canUndo }: Plan,
  { state, missing = 0 }: CopyOutcome,
  from: CopyCheckpoint | undefined,
): Plan {
  if (state === 'complete') return { mode: 'missing', total: missing, part, canUndo };
  return { mode, total, part, canUndo, ...(from && { from }) };
}

function outcomeText({ target }: CopyRoute, { part }: Plan, outcome: CopyOutcome): string {
  const written = recordsText(outcome.written);
  const where = whereOf(target);
  switch (outcome.state) {
    case 'complete':
      if (outcome.missing === 0)
        return part.scope?.kind === 'sample'
          ? vscode.l10n.t('Copied {0} to {1}; every id of the sample is there.', written, where)
          : vscode.l10n.t('Copied {0} to {1}; every id of the source is there.', written, where);
      return vscode.l10n.t(
        'Copied {0} to {1}, but {2} are missing there. The service may show them late, or they were deleted meanwhile.',
        written,
        where,
        recordsText(outcome.missing ?? 0),
      );
    case 'incomplete':
    case 'stopped':
    case 'cancelled':
      return vscode.l10n.t('The copy to {0} ended early, with {1} written.', where, written);
    case 'interrupted':
      return vscode.l10n.t(
        'The copy to {0} was interrupted, with {1} written. {2}.',
        where,
        written,
        outcome.failure.message,
      );
  }
}

function titleOf({ source, target }: CopyRoute): string {
  return vscode.l10n.t('Copy {0} to {1}', whereOf(source), whereOf(target));
}

function namesOf({ environment, index, namespace }: PickedTarget): object {
  return { environment: environment.name, index, namespace };
}
