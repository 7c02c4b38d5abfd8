import { Failure } from '../../common/failure.ts';
import type { Environment } from '../../model/environment.ts';
import type { Binding } from '../../model/notebook/cell.ts';
import { hasFailed, type VectorIndex } from '../../model/vectorIndex.ts';
import type { PineconeClient } from '../../pinecone/pineconeClient.ts';
import type { CellOutcome } from '../../protocol/notebook.ts';
import { invalid, runFailure, type RunDeed } from './queryFailure.ts';

/**
 * Opens the index that a binding names and runs work on it. Never rejects: problems and failures are outcomes, and an
 * aborted run ends as `stopped`.
 */
export async function workOnIndex<T = never>(
  deps: IndexWorkDeps,
  request: WorkRequest,
  work: (target: IndexTarget) => Promise<CellOutcome | T>,
  signal: AbortSignal,
): Promise<CellOutcome | T> {
  const { deed, environment, binding } = request;
  try {
    return await retried(deps, request, work, signal);
  } catch (error) {
    const failure = Failure.from(error);
    // A host that does not answer may have moved; the next run requests its address again.
    if (isLost(failure)) deps.catalog.expire(environment.id);
    return runFailure(deed, signal.aborted ? cancelled(failure) : failure, environment, binding);
  }
}

export type IndexWorkDeps = {
  readonly environments: { byName(name: string): Environment | undefined };
  readonly catalog: {
    index(environment: Environment, name: string, signal: AbortSignal): Promise<VectorIndex>;
    expire(environmentId: string): void;
  };
  readonly connections: {
    open(environment: Environment, signal: AbortSignal): Promise<PineconeClient>;
  };
};

/** The index that a cell reads, with a client of its environment. */
export type IndexTarget = {
  readonly environment: Environment;
  readonly binding: Binding;
  readonly index: VectorIndex;
  readonly client: PineconeClient;
};

export type WorkRequest = {
  readonly deed: RunDeed;
  readonly environment: Environment;
  readonly binding: Binding;
};

/** Retries once if the engine stopped between two requests: opening it starts it. */
async function retried<T>(
  deps: IndexWorkDeps,
  request: WorkRequest,
  work: (target: IndexTarget) => Promise<CellOutcome | T>,
  signal: AbortSignal,
): Promise<CellOutcome | T> {
  const { environment } = request;
  try {
    return await workOnce(deps, request, work, signal);
  } catch (error) {
    if (environment.kind !== 'local' || !Failure.is(error, 'network')) throw error;
    deps.catalog.expire(environment.id);
    return workOnce(deps, request, work, signal);
  }
}

async function workOnce<T>(
  deps: IndexWorkDeps,
  { environment, binding }: WorkRequest,
  work: (target: IndexTarget) => Promise<CellOutcome | T>,
  signal: AbortSignal,
): Promise<CellOutcome | T> {
  const client = await deps.connections.open(environment, signal);
  const index = await describe(deps, environment, binding.index, signal);
  if (!index)
    return invalid(
      'binding',
      `There is no index “${binding.index}” in “${environment.name}”. Choose another one`,
    );
  if (!index.isReady) throw await whyNotReady(client, index, signal);
  return work({ environment, binding, index, client });
}

async function describe(
  { catalog }: IndexWorkDeps,
  environment: Environment,
  name: string,
  signal: AbortSignal,
): Promise<VectorIndex | undefined> {
  try {
    return await catalog.index(environment, name, signal);
  } catch (error) {
    if (Failure.is(error, 'notFound')) return undefined;
    throw error;
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

function isLost({ kind }: Failure): boolean {
  return kind === 'network' || kind === 'notFound' || kind === 'unavailable';
}

function cancelled(failure: Failure): Failure {
  return new Failure('cancelled', 'Stopped', { cause: failure });
}
