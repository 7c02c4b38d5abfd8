import * as vscode from 'vscode';
import { Failure } from '../../common/failure.ts';
import { localEnvironment } from '../../model/environment.ts';
import { twinOf } from '../../model/twin.ts';
import { defaultNamespace } from '../../model/vectorIndex.ts';
import type { Catalog } from '../../services/catalog/catalog.ts';
import type { Connections } from '../../services/environments/connections.ts';
import type { Environments } from '../../services/environments/environments.ts';
import { measureRecall, sampleIds, type IndexRecall } from '../../services/studies/indexRecall.ts';
import { namedTarget, pickTarget, type PickTargetDeps } from '../flows/pickTarget.ts';
import { withProgress } from '../flows/withProgress.ts';
import { formatAge } from '../formatAge.ts';
import { fullCount } from '../formatNumbers.ts';

export type MeasureRecallDeps = PickTargetDeps & {
  readonly environments: Pick<Environments, 'byId'>;
  readonly catalog: Pick<Catalog, 'index' | 'stats'>;
  readonly connections: Pick<Connections, 'open'>;
};

const queryCount = 100;
const k = 10;

/** Measures how many of the true nearest neighbours the origin of a twin returns. The twin must be complete. */
export async function measureIndexRecall(
  deps: MeasureRecallDeps,
  argument: unknown,
): Promise<void> {
  const target = namedTarget(deps, argument) ?? (await pickTarget(deps, argument));
  if (!target) return;
  const parts = await withProgress(vscode.l10n.t('Reading “{0}”', target.index), (signal) =>
    partsOf(deps, target.index, signal),
  );
  const start = vscode.l10n.t('Measure');
  const answer = await vscode.window.showInformationMessage(
    vscode.l10n.t('Measure the recall of “{0}” against its twin?', parts.origin.index),
    {
      modal: true,
      detail: vscode.l10n.t(
        '{0} records are asked for their {1} nearest in both. In the cloud this takes at least {0} read units, more for a large namespace.',
        queryCount,
        k,
      ),
    },
    start,
  );
  if (answer !== start) return;
  const title = vscode.l10n.t('Measuring the recall of “{0}”', parts.origin.index);
  const recall = await withProgress(title, async (signal, progress) => {
    const ids = await sampleIds(parts.twinClient, parts.namespace, queryCount, signal);
    return measureRecall(parts.originClient, parts.twinClient, ids, {
      k,
      namespace: parts.namespace,
      metric: parts.metric,
      signal,
      onProgress: (done) => progress(done / ids.length, `${done}/${ids.length}`),
    });
  });
  void vscode.window.showInformationMessage(resultText(parts, recall));
}

type Parts = Awaited<ReturnType<typeof partsOf>>;

async function partsOf(deps: MeasureRecallDeps, name: string, signal: AbortSignal) {
  const { environments, catalog, connections } = deps;
  const local = await connections.open(localEnvironment, signal);
  const index = await catalog.index(localEnvironment, name, signal);
  const twin = twinOf(index.tags);
  if (!twin || twin.state !== 'complete' || twin.scope.kind !== 'all')
    throw new Failure(
      'badInput',
      vscode.l10n.t('“{0}” is no complete twin: pull all records of the index first', name),
    );
  const environment = environments.byId(twin.origin.environment);
  if (!environment)
    throw new Failure(
      'notFound',
      vscode.l10n.t('The environment of the twin is not there any more'),
    );
  const client = await connections.open(environment, signal);
  const origin = await catalog.index(environment, twin.origin.index, signal);
  const namespace = twin.origin.namespace === '' ? defaultNamespace : twin.origin.namespace;
  return {
    twin,
    namespace,
    metric: origin.metric,
    origin: { index: origin.name },
    originClient: client.index(origin.host),
    twinClient: local.index(index.host),
  };
}

function resultText({ twin, origin }: Parts, recall: IndexRecall): string {
  const { found, all, interval, queries, left, readUnits } = recall;
  const percent = (share: number): string => `${(100 * share).toFixed(1)}%`;
  const text = vscode.l10n.t(
    '“{0}” returned {1} of the true {2} nearest (95%: {3} to {4}), {5} of {6} for {7} records. Read units: {8}. The twin was pulled {9}.',
    origin.index,
    all === 0 ? '0%' : percent(found / all),
    k,
    percent(interval.low),
    percent(interval.high),
    fullCount(found),
    fullCount(all),
    queries,
    fullCount(Math.round(readUnits)),
    formatAge(twin.pulledAtMs, Date.now()),
  );
  if (left === 0) return text;
  return `${text} ${vscode.l10n.t('{0} records are not in the index any more.', left)}`;
}
