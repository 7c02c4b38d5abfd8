import * as vscode from 'vscode';
import type { Disposable } from '../../common/disposables.ts';
import { localEnvironment } from '../../model/environment.ts';
import { twinOf } from '../../model/twin.ts';
import type { Catalog } from '../../services/catalog/catalog.ts';
import {
  refreshPrice,
  type RefreshDepth,
  type RefreshOutcome,
  type RefreshPreview,
  type TwinRefreshes,
} from '../../services/transfer/twins/twinRefresh.ts';
import type { UsageMeter } from '../../services/usage/usageMeter.ts';
import { registerCommand } from '../commands.ts';
import { askChoice } from '../flows/inputs.ts';
import { pickFromList } from '../flows/pickFromList.ts';
import { namedTarget, type PickTargetDeps } from '../flows/pickTarget.ts';
import { withProgress } from '../flows/withProgress.ts';
import { formatAge } from '../formatAge.ts';
import { fullCount } from '../formatNumbers.ts';
import { commands } from '../ids.ts';
import type { Report } from '../report.ts';
import { askOverBudget } from '../usage/askOverBudget.ts';
import { asksToGoOn } from './asksToGoOn.ts';
import { shortfallText } from './pullMessages.ts';
import { unitsText, withTransferProgress } from './transferProgress.ts';

export type RefreshTwinDeps = PickTargetDeps & {
  readonly catalog: Pick<Catalog, 'invalidate'>;
  readonly refreshes: TwinRefreshes;
  readonly usage: UsageMeter;
  readonly report: Report;
};

/** Registers *Refresh Twin*. */
export function registerRefreshTwin(deps: RefreshTwinDeps): Disposable {
  return registerCommand(
    commands.refreshTwin,
    (argument) => refreshTwin(deps, argument),
    deps.report,
  );
}

async function refreshTwin(deps: RefreshTwinDeps, argument: unknown): Promise<void> {
  const name = namedTarget(deps, argument)?.index ?? (await pickTwin(deps));
  if (name === undefined) return;
  const title = vscode.l10n.t('Comparing “{0}” with its origin', name);
  const preview = await withProgress(title, (signal) => deps.refreshes.preview(name, signal));
  // The tree shows the number of records that the origin has now.
  deps.catalog.invalidate(preview.source.environment.id);
  const depth = await askDepth(preview);
  if (depth === undefined) return;
  await askOverBudget(deps.usage, preview.source.environment, {
    readUnits: refreshPrice(preview, depth),
  });
  await run(deps, preview, depth);
}

async function pickTwin({ catalog }: RefreshTwinDeps): Promise<string | undefined> {
  const twin = await pickFromList({
    placeholder: vscode.l10n.t('Select the twin to refresh'),
    load: async (signal) => {
      const indexes = await catalog.indexes(localEnvironment, signal);
      return indexes.flatMap(({ name, tags }) => {
        const twin = twinOf(tags);
        return twin === undefined ? [] : [{ name, twin }];
      });
    },
    itemOf: ({ name, twin }) => ({
      label: name,
      description: vscode.l10n.t('pulled {0}', formatAge(twin.pulledAtMs, Date.now())),
    }),
    whenEmpty: vscode.l10n.t('No index was pulled to this machine yet'),
    asksForOne: true,
  });
  return twin?.name;
}

function askDepth(preview: RefreshPreview): Promise<RefreshDepth | undefined> {
  const { name, twin, total, held } = preview;
  const priceText = (depth: RefreshDepth): string =>
    vscode.l10n.t('about {0}', unitsText(refreshPrice(preview, depth)));
  return askChoice<RefreshDepth>({
    title: vscode.l10n.t('Refresh “{0}”', name),
    placeholder: vscode.l10n.t(
      'Pulled {0}: the origin has {1} records now, the twin {2}',
      formatAge(twin.pulledAtMs, Date.now()),
      fullCount(total),
      fullCount(held),
    ),
    choices: [
      {
        label: vscode.l10n.t('New and Deleted Records'),
        description: priceText('ids'),
        detail: vscode.l10n.t('Lists the ids of the origin. Changed contents are not noticed.'),
        value: 'ids',
      },
      {
        label: vscode.l10n.t('Also Changed Records'),
        description: priceText('contents'),
        detail: vscode.l10n.t('Reads all records of the origin and compares their contents.'),
        value: 'contents',
      },
    ],
  });
}

async function run(
  deps: RefreshTwinDeps,
  preview: RefreshPreview,
  depth: RefreshDepth,
): Promise<void> {
  const title = vscode.l10n.t('Refreshing “{0}”', preview.name);
  const outcome = await withTransferProgress(title, (signal, onProgress) =>
    deps.refreshes.run(preview, depth, { signal, onProgress }),
  );
  void tell(deps, preview, outcome).catch(deps.report);
}

async function tell(
  deps: RefreshTwinDeps,
  preview: RefreshPreview,
  outcome: RefreshOutcome,
): Promise<void> {
  const text = outcomeText(preview.name, outcome);
  if (outcome.state === 'complete') {
    void vscode.window.showInformationMessage(text);
    return;
  }
  const { environment } = preview.source;
  const kind = outcome.state === 'interrupted' ? outcome.failure.kind : 'cancelled';
  const source = outcome.state === 'interrupted' && outcome.at === 'sink' ? undefined : environment;
  if (await asksToGoOn(text, kind, source)) await run(deps, preview, outcome.depth);
}

function outcomeText(name: string, outcome: RefreshOutcome): string {
  const { added, changed, removed, depth } = outcome;
  const counts = [fullCount(added), fullCount(removed), fullCount(changed)] as const;
  const found =
    depth === 'ids'
      ? vscode.l10n.t('{0} new, {1} deleted; contents were not compared', ...counts)
      : vscode.l10n.t('{0} new, {1} deleted, {2} changed', ...counts);
  switch (outcome.state) {
    case 'complete':
      return vscode.l10n.t(
        '“{0}” is refreshed: {1}. It took {2}.',
        name,
        found,
        unitsText(outcome.readUnits),
      );
    case 'incomplete':
      return vscode.l10n.t(
        '“{0}” is refreshed ({1}), but incomplete: {2}.',
        name,
        found,
        outcome.shortfalls.map(shortfallText).join(', '),
      );
    case 'stopped':
      return vscode.l10n.t(
        'The refresh of “{0}” stopped: the origin has more records than expected.',
        name,
      );
    case 'cancelled':
      return vscode.l10n.t(
        'The refresh of “{0}” was cancelled: it has a part of the changes.',
        name,
      );
    case 'interrupted':
      return vscode.l10n.t(
        'The refresh of “{0}” was interrupted: it has a part of the changes. {1}.',
        name,
        outcome.failure.message,
      );
  }
}
