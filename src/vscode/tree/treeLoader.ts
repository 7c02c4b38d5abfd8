import { mapLimit } from '../../common/async.ts';
import { Disposables, type Disposable } from '../../common/disposables.ts';
import { Emitter, type Event } from '../../common/emitter.ts';
import { Failure, isCancelled } from '../../common/failure.ts';
import type { Environment } from '../../model/environment.ts';
import { hasFailed } from '../../model/vectorIndex.ts';
import type { Catalog } from '../../services/catalog/catalog.ts';

export type LoadState =
  | { readonly status: 'idle' }
  | { readonly status: 'loading' }
  | { readonly status: 'loaded' }
  | { readonly status: 'failed'; readonly failure: Failure };

type Load = { state: LoadState; readonly done: Promise<void> };

export type CatalogView = Pick<Catalog, 'indexes' | 'index' | 'stats' | 'onDidInvalidate'>;

const idle: LoadState = { status: 'idle' };
const statsCallsAtOnce = 4;

/**
 * Loads each visible node once until it is invalidated: a failure waits for *Retry*, and repaints do not repeat the
 * request.
 */
export class TreeLoader implements Disposable {
  readonly #catalog: CatalogView;
  readonly #resources = new Disposables();
  readonly #changed = this.#resources.own(new Emitter<void>());
  readonly #loads = new Map<string, Load>();
  #stop = new AbortController();

  /** Fires when the state of a load changes. */
  readonly onDidChange: Event<void> = this.#changed.event;

  constructor(catalog: CatalogView) {
    this.#catalog = catalog;
    this.#resources.own(catalog.onDidInvalidate((id) => this.#reset(id)));
    this.#resources.own({ dispose: () => this.#stop.abort() });
  }

  environmentState({ id }: Environment): LoadState {
    return this.#loads.get(id)?.state ?? idle;
  }

  indexState({ id }: Environment, index: string): LoadState {
    return this.#loads.get(`${id}/${index}`)?.state ?? idle;
  }

  /** Lists the indexes, then counts their records in the background. Never rejects: see the state. */
  loadEnvironment(environment: Environment): Promise<void> {
    return this.#once(environment.id, async (signal, isCurrent) => {
      const indexes = await this.#catalog.indexes(environment, signal);
      // Counting indexes that the catalog has dropped from its list would lose the counts.
      if (!isCurrent()) return;
      const ready = indexes.filter(({ isReady }) => isReady);
      void mapLimit(ready, statsCallsAtOnce, signal, ({ name }) =>
        this.loadIndex(environment, name),
      ).catch(() => undefined);
    });
  }

  /** Counts the records of an index; for a failed index this returns the reason. Never rejects: see the state. */
  loadIndex(environment: Environment, name: string): Promise<void> {
    return this.#once(`${environment.id}/${name}`, async (signal) => {
      const index = await this.#catalog.index(environment, name, signal);
      if (index.isReady || hasFailed(index)) await this.#catalog.stats(environment, index, signal);
    });
  }

  dispose(): void {
    this.#resources.dispose();
  }

  #once(
    key: string,
    run: (signal: AbortSignal, isCurrent: () => boolean) => Promise<void>,
  ): Promise<void> {
    const present = this.#loads.get(key);
    if (present !== undefined) return present.done;
    const isCurrent = (): boolean => this.#loads.get(key) === load;
    const end = (state: LoadState): void => {
      if (!isCurrent()) return;
      load.state = state;
      this.#changed.fire();
    };
    const done = run(this.#stop.signal, isCurrent).then(
      () => end({ status: 'loaded' }),
      (error: unknown) => end(isCancelled(error) ? idle : failed(error)),
    );
    const load: Load = { state: { status: 'loading' }, done };
    this.#loads.set(key, load);
    return done;
  }

  #reset(environmentId: string | undefined): void {
    for (const key of this.#loads.keys())
      if (environmentId === undefined || key.split('/')[0] === environmentId)
        this.#loads.delete(key);
    this.#changed.fire();
  }
}

function failed(error: unknown): LoadState {
  return { status: 'failed', failure: Failure.from(error) };
}
