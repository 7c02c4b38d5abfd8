import { Failure } from '../../common/failure.ts';
import type { Environment } from '../../model/environment.ts';
import type { Usage } from '../../model/hit.ts';
import type { Binding, QueryCell } from '../../model/notebook/cell.ts';
import { hasFailed, type VectorIndex } from '../../model/vectorIndex.ts';
import type { IndexClient, PineconeClient } from '../../pinecone/pineconeClient.ts';
import type { CellOutcome } from '../../protocol/notebook.ts';
import type { Embeddings } from '../embedding/embeddings.ts';
import { bindingProblems, effectiveBinding } from './cellBinding.ts';
import { checkQueryCell, type ParsedQuery } from './checkQueryCell.ts';
import { checkIndexFit } from './checkIndexFit.ts';
import { invalid, runFailure } from './queryFailure.ts';
import { sendQuery } from './sendQuery.ts';

export type QueryPorts = {
  readonly environments: { byName(name: string): Environment | undefined };
  readonly catalog: {
    index(environment: Environment, name: string, signal: AbortSignal): Promise<VectorIndex>;
    expire(environmentId: string): void;
  };
  readonly connections: {
    open(environment: Environment, signal: AbortSignal): Promise<PineconeClient>;
  };
  readonly embeddings: Pick<Embeddings, 'modelOf' | 'embed'>;
  /** Monotonic clock in milliseconds. */
  readonly now: () => number;
};

type Target = {
  readonly environment: Environment;
  readonly binding: Binding;
  readonly index: VectorIndex;
  readonly client: PineconeClient;
};

/** Runs query cells. `run` never rejects: problems and failures are outcomes. */
export class QueryRunner {
  readonly #ports: QueryPorts;

  constructor(ports: QueryPorts) {
    this.#ports = ports;
  }

  /** Runs the cell against its own binding, else the notebook's. An aborted run ends as `stopped`. */
  async run(cell: QueryCell, notebookBinding: Binding, signal: AbortSignal): Promise<CellOutcome> {
    const binding = effectiveBinding(cell, notebookBinding);
    const environment = this.#ports.environments.byName(binding.environment);
    const checked = checkQueryCell(cell);
    const problems = [
      ...bindingProblems(binding, environment),
      ...(checked.isValid ? [] : checked.problems),
    ];
    if (problems.length > 0 || !environment || !checked.isValid)
      return { kind: 'invalid', problems };
    const { query } = checked;
    try {
      return await this.#runIn(environment, binding, query, signal);
    } catch (error) {
      const failure = Failure.from(error);
      // A host that does not answer may have moved; the next run requests its address again.
      if (isLost(failure)) this.#ports.catalog.expire(environment.id);
      return runFailure(
        'query',
        signal.aborted ? cancelled(failure) : failure,
        environment,
        binding,
      );
    }
  }

  /** Retries once if the engine stopped between two requests: opening it starts it. */
  async #runIn(
    environment: Environment,
    binding: Binding,
    query: ParsedQuery,
    signal: AbortSignal,
  ): Promise<CellOutcome> {
    try {
      return await this.#runOnce(environment, binding, query, signal);
    } catch (error) {
      if (environment.kind !== 'local' || !Failure.is(error, 'network')) throw error;
      this.#ports.catalog.expire(environment.id);
      return this.#runOnce(environment, binding, query, signal);
    }
  }

  async #runOnce(
    environment: Environment,
    binding: Binding,
    query: ParsedQuery,
    signal: AbortSignal,
  ): Promise<CellOutcome> {
    const client = await this.#ports.connections.open(environment, signal);
    const index = await this.#describe(environment, binding.index, signal);
    if (!index)
      return invalid(
        'binding',
        `There is no index “${binding.index}” in “${environment.name}”. Choose another one`,
      );
    if (!index.isReady) throw await whyNotReady(client, index, signal);
    const problems = checkIndexFit(
      query,
      index,
      this.#ports.embeddings.modelOf(environment, index),
    );
    if (problems.length > 0) return { kind: 'invalid', problems };
    return this.#ask({ environment, binding, index, client }, query, signal);
  }

  async #describe(
    environment: Environment,
    name: string,
    signal: AbortSignal,
  ): Promise<VectorIndex | undefined> {
    try {
      return await this.#ports.catalog.index(environment, name, signal);
    } catch (error) {
      if (Failure.is(error, 'notFound')) return undefined;
      throw error;
    }
  }

  async #ask(target: Target, query: ParsedQuery, signal: AbortSignal): Promise<CellOutcome> {
    const { binding, index, client } = target;
    const startedAt = this.#ports.now();
    const records = client.index(index.host);
    const sent = await sendQuery(this.#ports.embeddings, { ...target, records }, query, signal);
    if ('kind' in sent) return sent;
    const { value: hits, usage } = sent;
    const tookMs = this.#ports.now() - startedAt;
    const found: CellOutcome = {
      kind: 'hits',
      hits,
      metric: index.metric,
      usage,
      tookMs,
      binding,
      ...(query.by.kind === 'text' && this.#modelName(target)),
    };
    if (hits.length > 0 || query.by.kind !== 'id') return found;
    return withoutHits(found, records, query.by.value, signal);
  }

  #modelName({ environment, index }: Target): { readonly model?: string } {
    const model = index.textModel ?? this.#ports.embeddings.modelOf(environment, index)?.model;
    return model === undefined ? {} : { model };
  }
}

/**
 * Returns why an index is not ready. A failed index returns the reason when its records are requested; an initializing
 * one has none.
 */
async function whyNotReady(
  client: PineconeClient,
  index: VectorIndex,
  signal: AbortSignal,
): Promise<Failure> {
  if (hasFailed(index)) {
    try {
      await client.index(index.host).stats(signal);
    } catch (error) {
      return Failure.from(error);
    }
  }
  return new Failure(
    'unavailable',
    `“${index.name}” is not ready, its state is “${index.state}”; try again when it is`,
  );
}

/** The service returns no hits for an unknown id; fetching the record finds the reason. */
async function withoutHits(
  found: CellOutcome & { kind: 'hits' },
  records: IndexClient,
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

function isLost({ kind }: Failure): boolean {
  return kind === 'network' || kind === 'notFound' || kind === 'unavailable';
}

function cancelled(failure: Failure): Failure {
  return new Failure('cancelled', 'Stopped', { cause: failure });
}
