import type { Environment } from '../../model/environment.ts';
import type { Usage } from '../../model/hit.ts';
import type { Binding, QueryCell } from '../../model/notebook/cell.ts';
import type { IndexClient } from '../../pinecone/pineconeClient.ts';
import type { CellOutcome } from '../../protocol/notebook.ts';
import type { Embeddings } from '../embedding/embeddings.ts';
import { bindingProblems, effectiveBinding } from './cellBinding.ts';
import { checkQueryCell, type ParsedQuery } from './checkQueryCell.ts';
import { checkIndexFit } from './checkIndexFit.ts';
import { workOnIndex, type IndexWorkDeps, type IndexTarget } from './indexWork.ts';
import { invalid, type RunDeed } from './queryFailure.ts';
import { prepareQuery, type PreparedQuery } from './prepareQuery.ts';
import { queryTargets } from './queryTargets.ts';
import { rerankHits } from './rerankHits.ts';
import { scoreMetric, sendQuery } from './sendQuery.ts';

/** Runs query cells. `run` never rejects: problems and failures are outcomes. */
export class QueryRunner {
  readonly #deps: QueryDeps;

  constructor(deps: QueryDeps) {
    this.#deps = deps;
  }

  /** Runs the cell against its own binding, else the notebook's. An aborted run ends as `stopped`. */
  run(cell: QueryCell, notebookBinding: Binding, signal: AbortSignal): Promise<CellOutcome> {
    return this.withQuery('query', cell, notebookBinding, signal, (target, query) =>
      this.#ask(target, query, signal),
    );
  }

  /** Returns the requests that the cell would send, or why it has none. */
  prepare(
    cell: QueryCell,
    notebookBinding: Binding,
    signal: AbortSignal,
  ): Promise<CellOutcome | PreparedQuery> {
    return this.withQuery('query', cell, notebookBinding, signal, async (target, query) => {
      const targets = await this.targets(target, query, signal);
      if ('kind' in targets) return targets;
      return prepareQuery(this.#deps.embeddings, targets, query, signal);
    });
  }

  /** Returns the indexes that a query reads, its own first, or the problem with one of the others. */
  targets(
    target: IndexTarget,
    query: ParsedQuery,
    signal: AbortSignal,
  ): ReturnType<typeof queryTargets> {
    return queryTargets(this.#deps, target, query, signal);
  }

  /** Runs work with the query of a cell where the cell runs. Never rejects, like `run`. */
  async withQuery<T = never>(
    deed: RunDeed,
    cell: QueryCell,
    notebookBinding: Binding,
    signal: AbortSignal,
    work: QueryWork<T>,
  ): Promise<CellOutcome | T> {
    const binding = effectiveBinding(cell, notebookBinding);
    const environment: Environment | undefined = this.#deps.environments.byName(
      binding.environment,
    );
    const checked = checkQueryCell(cell);
    const problems = [
      ...bindingProblems(binding, environment),
      ...(checked.isValid ? [] : checked.problems),
    ];
    if (problems.length > 0 || !environment || !checked.isValid)
      return { kind: 'invalid', problems };
    const { query } = checked;
    const request = { deed, environment, binding };
    const onIndex = async (target: IndexTarget): Promise<CellOutcome | T> => {
      const model = this.#deps.embeddings.modelOf(environment, target.index);
      const unfit = checkIndexFit(query, target.index, model);
      return unfit.length > 0 ? { kind: 'invalid', problems: unfit } : work(target, query);
    };
    return workOnIndex(this.#deps, request, onIndex, signal);
  }

  async #ask(target: IndexTarget, query: ParsedQuery, signal: AbortSignal): Promise<CellOutcome> {
    const { embeddings, now } = this.#deps;
    const { binding, index } = target;
    const startedAt = now();
    const targets = await this.targets(target, query, signal);
    if ('kind' in targets) return targets;
    const sent = await sendQuery(embeddings, targets, query, signal);
    if ('kind' in sent) return sent;
    const ranked = query.rerank
      ? await rerankHits(embeddings, target, query.rerank, sent.value, signal)
      : sent;
    if ('kind' in ranked) return ranked;
    const { value: hits } = ranked;
    const found: CellOutcome = {
      kind: 'hits',
      hits,
      metric: scoreMetric(index, query.by),
      usage: { ...sent.usage, ...ranked.usage },
      tookMs: now() - startedAt,
      binding,
      ...scoreSource(query),
      ...(query.by.kind === 'text' && this.#modelName(target)),
    };
    if (hits.length > 0 || query.by.kind !== 'id') return found;
    return withoutHits(found, targets[0].records, query.by.value, signal);
  }

  #modelName({ environment, index }: IndexTarget): { readonly model?: string } {
    const model = index.textModel ?? this.#deps.embeddings.modelOf(environment, index)?.model;
    return model === undefined ? {} : { model };
  }
}

export type QueryDeps = IndexWorkDeps & {
  readonly embeddings: Pick<Embeddings, 'modelOf' | 'embed' | 'embedSparse' | 'rerank'>;
  /** Monotonic clock in milliseconds. */
  readonly now: () => number;
};

/** Work with a checked query that its index can answer. */
type QueryWork<T> = (target: IndexTarget, query: ParsedQuery) => Promise<CellOutcome | T>;

/** Returns what gave the hits their scores, if that was not the index. */
function scoreSource({
  rerank,
  fusion,
  otherIndexes,
  otherNamespaces,
}: ParsedQuery): Pick<CellOutcome & { kind: 'hits' }, 'scoredBy'> {
  if (rerank) return { scoredBy: 'rerank' };
  const isFused = fusion === 'rrf' && otherIndexes.length + otherNamespaces.length > 0;
  return isFused ? { scoredBy: 'rrf' } : {};
}

/** The service returns no hits for an unknown id; fetching the record finds the reason. */
async function withoutHits(
  found: CellOutcome & { kind: 'hits' },
  records: Pick<IndexClient, 'fetch'>,
  id: string,
  signal: AbortSignal,
): Promise<CellOutcome> {
  const { namespace, index } = found.binding;
  const { value, usage } = await records.fetch(namespace, [id], signal);
  if (value.length > 0) return { ...found, usage: addUsage(found.usage, usage) };
  return invalid(
    'input',
    `There is no record “${id}” in namespace “${namespace}” of “${index}”. Check the id and the namespace`,
  );
}

function addUsage(a: Usage, b: Usage): Usage {
  if (a.readUnits === undefined && b.readUnits === undefined) return a;
  return { ...a, readUnits: (a.readUnits ?? 0) + (b.readUnits ?? 0) };
}
