import { Disposables, type Disposable } from '../../common/disposables.ts';
import { Emitter, type Event } from '../../common/emitter.ts';
import { Failure, isCancelled } from '../../common/failure.ts';
import {
  firstTwoComponents,
  transformPoints,
  type MapTransform,
} from '../../model/map/mapAlignment.ts';
import { defaultMapParameters, type MapParameters } from '../../model/map/map.ts';
import {
  pointKeyOn,
  namespacesOf,
  type DuplicateGroups,
  type MapKey,
  type Outlier,
  type OutlierRequest,
} from '../../model/map/mapAnalysis.ts';
import type { Environment } from '../../model/environment.ts';
import { pointKey } from '../../model/map/pointKey.ts';
import { defaultNamespace } from '../../model/vectorIndex.ts';
import type { MapEnd, MapEvent, MapQuery, MapTarget, MapTitle } from '../../protocol/map.ts';
import type { Connections } from '../environments/connections.ts';
import { MapPeer } from './mapPeer.ts';
import { MapQueries } from './mapQueries.ts';
import { MapRecords, type MapEmbeddings } from './mapRecords.ts';
import { isFinalEvent, MapSnapshot } from './mapSnapshot.ts';

/**
 * One map of one namespace: computes it in the local engine and stores the latest state. A new view first gets
 * `events()`, then later events. Cancelling keeps the current layout.
 */
export class MapSession implements Disposable {
  readonly #options: MapSessionOptions;
  readonly #resources = new Disposables();
  readonly #emitter = this.#resources.own(new Emitter<MapEvent>());
  readonly onDidSend: Event<MapEvent> = this.#emitter.event;
  readonly queries = this.#resources.own(new MapQueries());
  readonly peer = this.#resources.own(new MapPeer());
  readonly records: MapRecords;
  #transform: MapTransform | undefined;
  #parameters: MapParameters;
  #run: Run | undefined;
  #title: MapTitle | undefined;

  constructor(options: MapSessionOptions) {
    this.#options = options;
    this.#parameters = options.parameters ?? defaultMapParameters;
    const { source, connections, embeddings } = options;
    this.records = new MapRecords({
      source,
      connections,
      ...(embeddings && { embeddings }),
      fields: () => this.#run?.snapshot.columns.map(({ column }) => column.name) ?? [],
      key: () => this.key,
      points: () => this.#run?.snapshot.points?.ids ?? [],
      isDone: () => this.#run?.snapshot.end?.type === 'done',
    });
    this.#resources.own({ dispose: () => this.#run?.controller.abort() });
    this.queries.onDidChange(() => this.#emitter.fire(this.#queriesEvent()));
    this.peer.onDidChange((comparedMap) =>
      this.#emitter.fire({ type: 'comparedMap', ...(comparedMap && { comparedMap }) }),
    );
    this.peer.onDidShow((change) => this.#emitter.fire({ type: 'comparedView', change }));
  }

  get source(): MapSource {
    return this.#options.source;
  }

  /** Returns the namespace in the form that views use. */
  get target(): MapTarget {
    const { environment, index, namespace } = this.source;
    return { environment: environment.name, index, namespace };
  }

  /** Returns the index name, with the namespace unless it is the default one. */
  get name(): string {
    const { index, namespace } = this.source;
    return namespace === defaultNamespace ? index : `${index} / ${namespace}`;
  }

  /** Returns the map's key in the engine. */
  get key(): MapKey {
    const { index, namespace } = this.source;
    return { index, namespace, parameters: this.#parameters };
  }

  /** Returns the parameters of the latest map. */
  get parameters(): MapParameters {
    return this.#parameters;
  }

  get isStarted(): boolean {
    return this.#run !== undefined;
  }

  /**
   * Returns the map's title and counts. Throws if the index does not exist or cannot be mapped. Reads the index once
   * per map, so that a finished map stays available without the engine.
   */
  async title(signal: AbortSignal): Promise<MapTitle> {
    this.#title ??= await this.#readTitle(signal);
    return this.#title;
  }

  /** Returns how many records the latest map shows. */
  get counts(): { readonly shown: number; readonly total: number } {
    const points = this.#run?.snapshot.points;
    return { shown: points?.ids.length ?? 0, total: points?.total ?? 0 };
  }

  /** Computes the map from the start, with new parameters if given. Stops a running computation. */
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
      snapshot: new MapSnapshot(),
    };
    this.#run = run;
    this.#emitter.fire({ type: 'started', elapsedMs: 0 });
    // Point keys change when the map shows other namespaces.
    if (this.queries.all.length > 0) this.#emitter.fire(this.#queriesEvent());
    void this.#make(run);
  }

  /** Cancels the computation, also in the engine. */
  cancel(): void {
    const run = this.#run;
    if (run === undefined || run.snapshot.end !== undefined) return;
    run.controller.abort();
    this.#end(run, { type: 'cancelled' });
  }

  /** Yields the events that reproduce the latest state, in their original order. */
  *events(): Generator<MapEvent> {
    const run = this.#run;
    if (run === undefined) return;
    yield { type: 'started', elapsedMs: this.#options.now() - run.startedAtMs };
    if (run.snapshot.points) yield run.snapshot.points;
    const { comparedMap, shownView } = this.peer;
    if (comparedMap) yield { type: 'comparedMap', comparedMap };
    if (this.queries.all.length > 0) yield this.#queriesEvent();
    for (const event of run.snapshot.rest()) yield this.#aligned(event);
    const hasShownView = run.snapshot.points !== undefined && Object.keys(shownView).length > 0;
    if (hasShownView) yield { type: 'comparedView', change: shownView };
  }

  /** Returns the scores of all points for a query shown on the map, as a Float32Array in point order. */
  async scores(id: string, signal: AbortSignal): Promise<ArrayBuffer> {
    const query = this.queries.all.find((one) => one.id === id);
    if (query?.input === undefined)
      throw new Failure('notFound', 'This query is no longer on the map');
    const { name, input, namespace = this.source.namespace } = query;
    return this.records.scores({ name, input, namespace }, signal);
  }

  /** Returns groups of records connected by distances of at most `maxDistance` in the full space. */
  async findDuplicates(maxDistance: number, signal: AbortSignal): Promise<DuplicateGroups> {
    const engine = await this.#options.connections.openEngine(signal);
    return engine.findDuplicates(this.key, maxDistance, signal);
  }

  /** Returns the strongest outliers, strongest first. */
  async findOutliers(which: OutlierRequest, signal: AbortSignal): Promise<readonly Outlier[]> {
    const engine = await this.#options.connections.openEngine(signal);
    return engine.findOutliers(this.key, which, signal);
  }

  /** Returns the positions of a finished map before alignment; `undefined` while it is computed. */
  get layout(): MapLayout | undefined {
    const { points, positions, end } = this.#run?.snapshot ?? {};
    if (points === undefined || positions === undefined || end?.type === 'failed') return undefined;
    const xy = firstTwoComponents(new Float32Array(positions.data), positions.components);
    return end && xy.length === 2 * points.ids.length ? { ids: points.ids, xy } : undefined;
  }

  /** Applies an alignment to the points from now on; `undefined` shows them as computed. */
  align(transform: MapTransform | undefined): void {
    if (transform === this.#transform) return;
    this.#transform = transform;
    const positions = this.#run?.snapshot.positions;
    if (positions) this.#emitter.fire(this.#aligned(positions));
  }

  dispose(): void {
    this.#resources.dispose();
  }

  /** Renames the hits to this map's point keys. A cell searches one namespace, which the map may not show. */
  readonly #onMap = (query: MapQuery): MapQuery => {
    const { namespace = this.source.namespace } = query;
    const isShown = namespacesOf(this.key).includes(namespace);
    const keyOf = (id: string): string =>
      isShown ? pointKeyOn(this.key, { namespace, id }) : pointKey({ namespace, id });
    const hits = query.hits.map(({ id, score }) => ({ id: keyOf(id), score }));
    return { ...query, hits, expected: query.expected.map(keyOf) };
  };

  #queriesEvent(): MapEvent {
    return { type: 'queries', queries: this.queries.all.map(this.#onMap) };
  }

  /** Returns the event with aligned positions; other events unchanged. */
  #aligned(event: MapEvent): MapEvent {
    if (event.type !== 'positions' || this.#transform === undefined) return event;
    const moved = transformPoints(new Float32Array(event.data), this.#transform, event.components);
    return { ...event, data: moved.buffer };
  }

  async #readTitle(signal: AbortSignal): Promise<MapTitle> {
    const { index } = await this.records.openIndex(signal);
    if (index.dimension === undefined) {
      throw new Failure(
        'badInput',
        `“${index.name}” has sparse vectors only; maps need dense vectors`,
      );
    }
    const { metric, dimension } = index;
    const { embeddings, source } = this.#options;
    const model = embeddings?.modelOf(source.environment, index)?.model;
    const title = { ...this.target, metric, dimension, parameters: this.#parameters };
    return { ...title, ...(model !== undefined && { model }) };
  }

  async #make(run: Run): Promise<void> {
    const { source, connections } = this.#options;
    const parameters = this.#parameters;
    const { signal } = run.controller;
    try {
      const engine = await connections.openEngine(signal);
      const frames = engine.makeMap(source.index, source.namespace, parameters, signal);
      for await (const frame of frames) {
        if (run.snapshot.end !== undefined || signal.aborted) return;
        if (isFinalEvent(frame)) this.#end(run, frame);
        else {
          run.snapshot.add(frame);
          this.#emitter.fire(this.#aligned(frame));
        }
      }
      if (run.snapshot.end === undefined)
        throw new Failure('network', 'The local engine stopped before the map was done');
    } catch (error) {
      if (run.snapshot.end !== undefined || signal.aborted) return;
      this.#end(run, endAfter(error));
    }
  }

  #end(run: Run, end: MapEnd): void {
    run.snapshot.add(end);
    this.#emitter.fire(end);
  }
}

/** The namespace that a map shows. */
export type MapSource = {
  readonly environment: Environment;
  readonly index: string;
  readonly namespace: string;
};

export type MapSessionOptions = {
  readonly source: MapSource;
  readonly connections: Pick<Connections, 'open' | 'openEngine'>;
  /** Absent where texts cannot be embedded. */
  readonly embeddings?: MapEmbeddings;
  readonly parameters?: MapParameters;
  /** Monotonic clock in milliseconds. */
  readonly now: () => number;
};

/** Point keys and positions: x, y for each point. */
export type MapLayout = { readonly ids: readonly string[]; readonly xy: Float32Array };

/** One computation of the map. */
type Run = {
  readonly controller: AbortController;
  readonly startedAtMs: number;
  readonly snapshot: MapSnapshot;
};

function endAfter(error: unknown): MapEnd {
  if (isCancelled(error)) return { type: 'cancelled' };
  const { kind, message } = Failure.from(error);
  return { type: 'failed', kind, message };
}
