import { Disposables, type Disposable } from '../../common/disposables.ts';
import { Emitter, type Event } from '../../common/emitter.ts';
import { Failure } from '../../common/failure.ts';
import type { Environment } from '../../model/environment.ts';
import type { Binding, MapCell } from '../../model/notebook/cell.ts';
import type { MapEnd, MapEventOf } from '../../protocol/map.ts';
import { isFinalEvent } from '../maps/mapSnapshot.ts';
import type { CellOutcome, CellProblem, MapOutcome } from '../../protocol/notebook.ts';
import { mapParametersOf } from '../../model/notebook/mapFields.ts';
import { bindingProblems, effectiveBinding } from '../queries/cellBinding.ts';
import { checkMapCell } from './checkMapCell.ts';
import type { Connections } from '../environments/connections.ts';
import type { MapEmbeddings } from '../maps/mapRecords.ts';
import { findLocalSource, type IndexLister } from '../maps/findLocalSource.ts';
import { MapSession, type MapSource } from '../maps/mapSession.ts';
import { runFailure } from '../queries/queryFailure.ts';

/** Manages the maps of one notebook's cells, visible or not: at most one per cell. */
export class NotebookMaps implements Disposable {
  readonly #deps: NotebookMapDeps;
  readonly #resources = new Disposables();
  readonly #maps = new Map<string, CellMap>();
  readonly #changed = this.#resources.own(new Emitter<void>());
  #lastId = 0;

  /** Fires when a map is added or removed. */
  readonly onDidChange: Event<void> = this.#changed.event;

  constructor(deps: NotebookMapDeps) {
    this.#deps = deps;
    this.#resources.own({ dispose: () => this.retain(() => false) });
  }

  get all(): readonly CellMap[] {
    return [...this.#maps.values()];
  }

  of(cellId: string): MapSession | undefined {
    return this.#maps.get(cellId)?.session;
  }

  /** Computes the cell's map. Never rejects: problems and failures are outcomes. */
  async run(cell: MapCell, notebookBinding: Binding, signal: AbortSignal): Promise<CellOutcome> {
    const binding = effectiveBinding(cell, notebookBinding);
    const environment = this.#deps.environments.byName(binding.environment);
    const problems: readonly CellProblem[] = [
      ...bindingProblems(binding, environment),
      ...checkMapCell(cell),
    ];
    if (problems.length > 0 || !environment) return { kind: 'invalid', problems };
    try {
      const origin = { environment, index: binding.index, namespace: binding.namespace };
      const source = await findLocalSource(this.#deps.catalog, origin, signal);
      if (source === undefined) return elsewhere(binding);
      return await this.#make(cell, source, binding, signal);
    } catch (error) {
      const failure = signal.aborted ? new Failure('cancelled', 'Stopped') : Failure.from(error);
      if (failure.kind === 'notFound') return noSuchIndex(binding);
      return runFailure('map', failure, environment, binding);
    }
  }

  /** Disposes the maps of cells that `isKept` rejects. */
  retain(isKept: (cellId: string) => boolean): void {
    const gone = this.all.filter(({ cellId }) => !isKept(cellId));
    if (gone.length === 0) return;
    for (const { cellId } of gone) this.#maps.delete(cellId);
    this.#changed.fire();
    for (const { session } of gone) session.dispose();
  }

  dispose(): void {
    this.#resources.dispose();
  }

  async #make(
    cell: MapCell,
    source: MapSource,
    binding: Binding,
    signal: AbortSignal,
  ): Promise<CellOutcome> {
    const { connections, embeddings, now } = this.#deps;
    const parameters = mapParametersOf(cell);
    const before = this.of(cell.id);
    const isSame = before !== undefined && isSameSource(before.source, source);
    const session = isSame
      ? before
      : new MapSession({
          source,
          connections,
          ...(embeddings && { embeddings }),
          parameters,
          now,
        });
    try {
      // Checks that the index can be mapped before the old map is removed.
      await session.title(signal);
    } catch (error) {
      if (!isSame) session.dispose();
      throw error;
    }
    if (!isSame) this.#put(cell.id, session);
    const ended = endOf(session);
    const stop = (): void => session.cancel();
    signal.addEventListener('abort', stop, { once: true });
    session.restart(parameters);
    const end = await ended;
    signal.removeEventListener('abort', stop);
    return outcomeOf(session, end, binding);
  }

  #put(cellId: string, session: MapSession): void {
    const before = this.of(cellId);
    this.#maps.set(cellId, { id: `map-${++this.#lastId}`, cellId, session });
    this.#changed.fire();
    before?.dispose();
  }
}

export type NotebookMapDeps = {
  readonly environments: { byName(name: string): Environment | undefined };
  readonly catalog: IndexLister;
  readonly connections: Pick<Connections, 'open' | 'openEngine'>;
  readonly embeddings?: MapEmbeddings;
  /** Monotonic clock in milliseconds. */
  readonly now: () => number;
};

/** A map of a cell. `id` identifies the map: a cell that changes its namespace gets a new one. */
export type CellMap = {
  readonly id: string;
  readonly cellId: string;
  readonly session: MapSession;
};

/** Resolves with the final event of the next computation. */
function endOf(session: MapSession): Promise<MapEnd> {
  return new Promise((resolve) => {
    const listening = session.onDidSend((event) => {
      if (!isFinalEvent(event)) return;
      listening.dispose();
      resolve(event);
    });
  });
}

function outcomeOf(session: MapSession, end: MapEnd, binding: Binding): CellOutcome {
  switch (end.type) {
    case 'cancelled':
      return { kind: 'stopped' };
    case 'failed':
      return {
        kind: 'failed',
        message: `Could not map “${binding.index}” in “${binding.environment}”: ${end.message}`,
        action: { id: 'retry', title: 'Retry' },
      };
    case 'done':
      return doneOutcome(session, end, binding);
  }
}

function doneOutcome(
  session: MapSession,
  { tookMs, quality, cachedAtMs }: MapEventOf<'done'>,
  binding: Binding,
): MapOutcome {
  const { shown, total } = session.counts;
  return {
    kind: 'map',
    binding,
    index: session.source.index,
    shown,
    total,
    tookMs,
    ...(quality && { quality }),
    ...(cachedAtMs !== undefined && { cachedAtMs }),
  };
}

function noSuchIndex({ environment, index }: Binding): CellOutcome {
  const message = `There is no index “${index}” in “${environment}”. Choose another one`;
  return { kind: 'invalid', problems: [{ field: 'binding', message }] };
}

/** The engine reads vectors from its own disk only. */
function elsewhere({ environment, index }: Binding): CellOutcome {
  return {
    kind: 'failed',
    message: `Maps need an index on this machine, but “${index}” is in “${environment}”. Pull it, or a sample of it, once; maps then cost nothing more.`,
    action: { id: 'pull', title: 'Pull to This Machine…' },
  };
}

function isSameSource(one: MapSource, other: MapSource): boolean {
  return (
    one.environment.id === other.environment.id &&
    one.index === other.index &&
    one.namespace === other.namespace
  );
}
