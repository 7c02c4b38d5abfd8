import { Disposables, type Disposable } from '../../common/disposables.ts';
import { Emitter, type Event } from '../../common/emitter.ts';
import { Failure, isCancelled } from '../../common/failure.ts';
import { planeOf, transformed, type MapTransform } from '../../model/map/mapAlignment.ts';
import { defaultMapParameters, type MapFrame, type MapParameters } from '../../model/map/map.ts';
import {
  keyInMap,
  namespacesOf,
  type DuplicateGroups,
  type MapKey,
  type Outlier,
  type WantedOutliers,
} from '../../model/map/mapAnalysis.ts';
import type { Environment } from '../../model/environment.ts';
import type { FramedBytes } from '../../model/map/mapFrame.ts';
import { pointKey } from '../../model/map/pointKey.ts';
import { defaultNamespace } from '../../model/vectorIndex.ts';
import type { MapEvent, MapEvents, MapQuery, MapTarget, MapTitle } from '../../protocol/map.ts';
import type { Connections } from '../environments/connections.ts';
import { MapCompanion } from './mapCompanion.ts';
import { MapQueries } from './mapQueries.ts';
import { MapRecords } from './mapRecords.ts';

/** The namespace that a map shows. */
export type MapSource = {
  readonly environment: Environment;
  readonly index: string;
  readonly namespace: string;
};

export type MapSessionOptions = {
  readonly source: MapSource;
  readonly connections: Pick<Connections, 'open' | 'openEngine'>;
  readonly parameters?: MapParameters;
  /** Milliseconds of a clock that never goes back. */
  readonly now: () => number;
};

/** Points and their places: x, y for each. */
export type MapLayout = { readonly ids: readonly string[]; readonly xy: Float32Array };

type End = Extract<MapEvent, { name: 'map.done' | 'map.cancelled' | 'map.failed' }>;

/** What is known of the newest map: enough to draw it whole in a view that opens later. */
type Run = {
  readonly controller: AbortController;
  readonly startedAtMs: number;
  points?: MapEvents['map.points'];
  readonly columns: MapEvents['map.column'][];
  progress?: MapEvents['map.progress'];
  positions?: MapEvents['map.positions'];
  faithfulness?: MapEvents['map.faithfulness'];
  end?: End;
};

/**
 * One map of one namespace: makes it in the local engine and keeps its newest state. Views come and go;
 * each gets `snapshot()` first and the events after it. Cancelling keeps the picture made so far.
 */
export class MapSession implements Disposable {
  readonly #options: MapSessionOptions;
  readonly #resources = new Disposables();
  readonly #emitter = this.#resources.own(new Emitter<MapEvent>());
  readonly onDidSend: Event<MapEvent> = this.#emitter.event;
  readonly queries = this.#resources.own(new MapQueries());
  readonly companion = this.#resources.own(new MapCompanion());
  readonly records: MapRecords;
  #transform: MapTransform | undefined;
  #parameters: MapParameters;
  #run: Run | undefined;
  #title: MapTitle | undefined;

  constructor(options: MapSessionOptions) {
    this.#options = options;
    this.#parameters = options.parameters ?? defaultMapParameters;
    const { source, connections } = options;
    this.records = new MapRecords({
      source,
      connections,
      key: () => this.key,
      points: () => this.#run?.points?.ids ?? [],
      isDone: () => this.#run?.end?.name === 'map.done',
    });
    this.#resources.own({ dispose: () => this.#run?.controller.abort() });
    this.queries.onDidChange(() => this.#tellQueries());
    this.companion.onDidChange((partner) =>
      this.#emitter.fire({ name: 'map.partner', payload: partner ? { partner } : {} }),
    );
    this.companion.onDidFollow((look) =>
      this.#emitter.fire({ name: 'partner.looked', payload: look }),
    );
  }

  get source(): MapSource {
    return this.#options.source;
  }

  /** The namespace as a view names it. */
  get target(): MapTarget {
    const { environment, index, namespace } = this.source;
    return { environment: environment.name, index, namespace };
  }

  /** The index, and the namespace where it is not the default. */
  get name(): string {
    const { index, namespace } = this.source;
    return namespace === defaultNamespace ? index : `${index} / ${namespace}`;
  }

  /** The map as the engine knows it. */
  get key(): MapKey {
    const { index, namespace } = this.source;
    return { index, namespace, parameters: this.#parameters };
  }

  /** What the newest map is made with. */
  get parameters(): MapParameters {
    return this.#parameters;
  }

  get isStarted(): boolean {
    return this.#run !== undefined;
  }

  /**
   * What is on the map. Throws where the index is not there or cannot be mapped. Asked once for each map, so
   * that a finished one can be looked at again without the engine.
   */
  async title(signal: AbortSignal): Promise<MapTitle> {
    this.#title ??= await this.#readTitle(signal);
    return this.#title;
  }

  /** How many of the records the newest map shows. */
  get counts(): { readonly shown: number; readonly total: number } {
    const points = this.#run?.points;
    return { shown: points?.ids.length ?? 0, total: points?.total ?? 0 };
  }

  /** Makes the map, from the beginning if one was made or is being made; with other parameters where they are given. */
  restart(parameters = this.#parameters): void {
    if (this.#resources.isDisposed) return;
    this.#parameters = parameters;
    if (this.#run !== undefined) {
      this.#run.controller.abort();
      this.#title = undefined;
    }
    const run: Run = {
      controller: new AbortController(),
      startedAtMs: this.#options.now(),
      columns: [],
    };
    this.#run = run;
    this.#emitter.fire({ name: 'map.started', payload: { elapsedMs: 0 } });
    // Of other namespaces, points have other names.
    if (this.queries.all.length > 0) this.#tellQueries();
    void this.#make(run);
  }

  /** Ends the map that is being made, in the engine too. */
  cancel(): void {
    const run = this.#run;
    if (run === undefined || run.end !== undefined) return;
    run.controller.abort();
    this.#end(run, { name: 'map.cancelled', payload: {} });
  }

  /** The events that lead to the newest state, in the order in which they came. */
  snapshot(): readonly MapEvent[] {
    const run = this.#run;
    if (run === undefined) return [];
    const elapsedMs = this.#options.now() - run.startedAtMs;
    const events: MapEvent[] = [{ name: 'map.started', payload: { elapsedMs } }];
    if (run.points) events.push({ name: 'map.points', payload: run.points });
    const queries = this.queries.all.map(this.#onMap);
    const { partner } = this.companion;
    if (partner) events.push({ name: 'map.partner', payload: { partner } });
    if (queries.length > 0) events.push({ name: 'map.queries', payload: { queries } });
    for (const payload of run.columns) events.push({ name: 'map.column', payload });
    if (run.positions) events.push({ name: 'map.positions', payload: this.#shown(run.positions) });
    if (run.progress) events.push({ name: 'map.progress', payload: run.progress });
    if (run.faithfulness) events.push({ name: 'map.faithfulness', payload: run.faithfulness });
    if (run.end) events.push(run.end);
    return events;
  }

  /** The scores of all points for a query that is on the map, a Float32Array in their order. */
  async scores(id: string, signal: AbortSignal): Promise<ArrayBuffer> {
    const query = this.queries.all.find((one) => one.id === id);
    if (query?.input === undefined)
      throw new Failure('notFound', 'This query is no longer on the map');
    const { name, input, namespace = this.source.namespace } = query;
    return this.records.scores({ name, input, namespace }, signal);
  }

  /** Groups of records that are joined by steps of at most `maxDistance` in the full space. */
  async findDuplicates(maxDistance: number, signal: AbortSignal): Promise<DuplicateGroups> {
    const engine = await this.#options.connections.openEngine(signal);
    return engine.findDuplicates(this.key, maxDistance, signal);
  }

  /** The records that stand most alone, the most alone first. */
  async findOutliers(which: WantedOutliers, signal: AbortSignal): Promise<readonly Outlier[]> {
    const engine = await this.#options.connections.openEngine(signal);
    return engine.findOutliers(this.key, which, signal);
  }

  /** Where the points of the finished map lie, before any alignment; undefined as long as they move. */
  get layout(): MapLayout | undefined {
    const { points, positions, end } = this.#run ?? {};
    if (points === undefined || positions === undefined || end?.name === 'map.failed')
      return undefined;
    const xy = planeOf(new Float32Array(positions.data), positions.components);
    return end && xy.length === 2 * points.ids.length ? { ids: points.ids, xy } : undefined;
  }

  /** Shows the points turned, scaled and moved from now on, or as they were made. */
  align(transform: MapTransform | undefined): void {
    if (transform === this.#transform) return;
    this.#transform = transform;
    const positions = this.#run?.positions;
    if (positions) this.#emitter.fire({ name: 'map.positions', payload: this.#shown(positions) });
  }

  dispose(): void {
    this.#resources.dispose();
  }

  /** The query with its hits named as the points are: a cell searches one namespace, which the map may not show. */
  readonly #onMap = (query: MapQuery): MapQuery => {
    const { namespace = this.source.namespace } = query;
    const isShown = namespacesOf(this.key).includes(namespace);
    const keyOf = (id: string): string =>
      isShown ? keyInMap(this.key, { namespace, id }) : pointKey({ namespace, id });
    const hits = query.hits.map(({ id, score }) => ({ id: keyOf(id), score }));
    return { ...query, hits, expected: query.expected.map(keyOf) };
  };

  #tellQueries(): void {
    const queries = this.queries.all.map(this.#onMap);
    this.#emitter.fire({ name: 'map.queries', payload: { queries } });
  }

  #shown(positions: MapEvents['map.positions']): MapEvents['map.positions'] {
    if (this.#transform === undefined) return positions;
    const values = new Float32Array(positions.data);
    const moved = transformed(values, this.#transform, positions.components);
    return { ...positions, data: moved.buffer as ArrayBuffer };
  }

  async #readTitle(signal: AbortSignal): Promise<MapTitle> {
    const { index } = await this.records.openIndex(signal);
    if (index.dimension === undefined) {
      throw new Failure(
        'badInput',
        `“${index.name}” holds sparse vectors only, and maps are made of dense ones`,
      );
    }
    const { metric, dimension } = index;
    return { ...this.target, metric, dimension, parameters: this.#parameters };
  }

  async #make(run: Run): Promise<void> {
    const { source, connections } = this.#options;
    const parameters = this.#parameters;
    const { signal } = run.controller;
    try {
      const engine = await connections.openEngine(signal);
      const frames = engine.makeMap(source.index, source.namespace, parameters, signal);
      for await (const framed of frames) {
        if (run.end !== undefined || signal.aborted) return;
        this.#receive(run, framed);
      }
      if (run.end === undefined)
        throw new Failure('network', 'The local engine stopped before the map was done');
    } catch (error) {
      if (run.end !== undefined || signal.aborted) return;
      this.#end(
        run,
        isCancelled(error)
          ? { name: 'map.cancelled', payload: {} }
          : { name: 'map.failed', payload: { message: Failure.from(error).message } },
      );
    }
  }

  #receive(run: Run, { frame, data }: FramedBytes): void {
    switch (frame.type) {
      case 'points': {
        const { ids, texts, total } = frame;
        run.points = { ids, texts, total };
        this.#emitter.fire({ name: 'map.points', payload: run.points });
        return;
      }
      case 'column': {
        const payload = { column: frame.column, data };
        run.columns.push(payload);
        this.#emitter.fire({ name: 'map.column', payload });
        return;
      }
      case 'progress':
        run.progress = frame.progress;
        this.#emitter.fire({ name: 'map.progress', payload: frame.progress });
        return;
      case 'positions':
        run.positions = positionsPayload(frame, data);
        this.#emitter.fire({ name: 'map.positions', payload: this.#shown(run.positions) });
        return;
      case 'faithfulness':
        run.faithfulness = { neighbours: frame.neighbours, data };
        this.#emitter.fire({ name: 'map.faithfulness', payload: run.faithfulness });
        return;
      case 'done':
        this.#end(run, { name: 'map.done', payload: donePayload(frame) });
        return;
      case 'failed':
        this.#end(run, { name: 'map.failed', payload: { message: frame.message } });
    }
  }

  #end(run: Run, end: End): void {
    run.end = end;
    this.#emitter.fire(end);
  }
}

function positionsPayload(
  { epoch, components, explained }: Extract<MapFrame, { type: 'positions' }>,
  data: ArrayBuffer,
): MapEvents['map.positions'] {
  return { epoch, data, ...(components && { components }), ...(explained && { explained }) };
}

function donePayload(frame: Extract<MapFrame, { type: 'done' }>): MapEvents['map.done'] {
  const { tookMs, quality, keptSinceMs } = frame;
  return {
    tookMs,
    ...(quality && { quality }),
    ...(keptSinceMs !== undefined && { keptSinceMs }),
  };
}
