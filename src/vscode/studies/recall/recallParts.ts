import * as vscode from 'vscode';
import { Failure } from '../../../common/failure.ts';
import { localEnvironment } from '../../../model/environment.ts';
import { twinOf, type Twin } from '../../../model/twin.ts';
import { defaultNamespace, type Metric, type VectorIndex } from '../../../model/vectorIndex.ts';
import type { Catalog } from '../../../services/catalog/catalog.ts';
import type { Connections } from '../../../services/environments/connections.ts';
import type { Environments } from '../../../services/environments/environments.ts';
import type { RecallClient } from '../../../services/studies/indexRecall.ts';

/** Returns the index that a twin is of, with all its complete twins. Throws `badInput` if this one is not complete. */
export async function recallParts(
  { environments, catalog, connections }: RecallPartsDeps,
  name: string,
  signal: AbortSignal,
): Promise<RecallParts> {
  const local = await connections.open(localEnvironment, signal);
  const chosen = completeTwin(await catalog.index(localEnvironment, name, signal));
  if (!chosen)
    throw new Failure(
      'badInput',
      vscode.l10n.t('“{0}” is no complete twin: pull all records of the index first', name),
    );
  const { origin } = chosen;
  const environment = environments.byId(origin.environment);
  if (!environment)
    throw new Failure(
      'notFound',
      vscode.l10n.t('The environment of the twin is not there any more'),
    );
  const client = await connections.open(environment, signal);
  const index = await catalog.index(environment, origin.index, signal);
  const twins = (await catalog.indexes(localEnvironment, signal)).flatMap((one) => {
    const twin = completeTwin(one);
    const isOther =
      twin?.origin.environment === origin.environment &&
      twin.origin.index === origin.index &&
      twin.origin.namespace !== origin.namespace;
    return twin && (isOther || one.name === name) ? [{ twin, one }] : [];
  });
  return {
    index: index.name,
    metric: index.metric,
    isPaid: environment.kind !== 'local',
    client: client.index(index.host),
    parts: twins
      .sort((a, b) => Number(b.one.name === name) - Number(a.one.name === name))
      .map(({ twin, one }) => ({
        namespace: twin.origin.namespace === '' ? defaultNamespace : twin.origin.namespace,
        twin,
        twinClient: local.index(one.host),
      })),
  };
}

export type RecallPartsDeps = {
  readonly environments: Pick<Environments, 'byId'>;
  readonly catalog: Pick<Catalog, 'index' | 'indexes'>;
  readonly connections: Pick<Connections, 'open'>;
};

/** A namespace of the measured index, and the twin that searches it exactly. */
export type RecallPart = {
  readonly namespace: string;
  readonly twin: Twin;
  readonly twinClient: RecallClient;
};

export type RecallParts = {
  readonly index: string;
  readonly metric: Metric;
  /** Whether queries of the index cost read units. */
  readonly isPaid: boolean;
  readonly client: RecallClient;
  /** The chosen twin first, then those of other namespaces of the index. */
  readonly parts: readonly RecallPart[];
};

function completeTwin({ tags }: Pick<VectorIndex, 'tags'>): Twin | undefined {
  const twin = twinOf(tags);
  return twin?.state === 'complete' && twin.scope.kind === 'all' ? twin : undefined;
}
