import { Failure, isCancelled } from '../../../src/common/failure.ts';
import type { Disposable } from '../../../src/common/disposables.ts';
import type { RpcClient } from '../../../src/common/rpc.ts';
import type { Outlier, OutlierOrder } from '../../../src/model/map/mapAnalysis.ts';
import type { MapCalls } from '../../../src/protocol/map.ts';

/** Near-duplicate records and outliers of the map, found on request. */
export class Findings implements Disposable {
  readonly #client: Pick<RpcClient<MapCalls>, 'call'>;
  readonly #onChange: () => void;
  #run = new AbortController();
  #maxDistance: number | undefined;
  #order: OutlierOrder = 'factor';
  #duplicates: Finding<readonly (readonly string[])[]> = { at: 'nothing' };
  #outliers: Finding<readonly Outlier[]> = { at: 'nothing' };

  constructor(client: Pick<RpcClient<MapCalls>, 'call'>, onChange: () => void) {
    this.#client = client;
    this.#onChange = onChange;
  }

  /** Largest distance between duplicates; undefined before the first search. */
  get maxDistance(): number | undefined {
    return this.#maxDistance;
  }

  /** The measure by which outliers are sorted. */
  get order(): OutlierOrder {
    return this.#order;
  }

  /** Groups of near-duplicates, largest first. */
  get duplicates(): Finding<readonly (readonly string[])[]> {
    return this.#duplicates;
  }

  /** Outliers, strongest first. */
  get outliers(): Finding<readonly Outlier[]> {
    return this.#outliers;
  }

  /** Discards all findings, because the map has changed. */
  reset(): void {
    this.#run.abort();
    this.#run = new AbortController();
    this.#duplicates = { at: 'nothing' };
    this.#outliers = { at: 'nothing' };
  }

  async findDuplicates(maxDistance: number): Promise<void> {
    this.#maxDistance = maxDistance;
    const { signal } = this.#run;
    await this.#find(
      async () => (await this.#client.call('duplicates.find', { maxDistance }, { signal })).groups,
      (finding) => (this.#duplicates = finding),
      signal,
    );
  }

  async findOutliers(by = this.#order): Promise<void> {
    this.#order = by;
    const { signal } = this.#run;
    await this.#find(
      () => this.#client.call('outliers.find', { limit: shownOutliers, by }, { signal }),
      (finding) => (this.#outliers = finding),
      signal,
    );
  }

  dispose(): void {
    this.#run.abort();
  }

  async #find<T>(
    find: () => Promise<T>,
    set: (finding: Finding<T>) => void,
    signal: AbortSignal,
  ): Promise<void> {
    const tell = (finding: Finding<T>): void => {
      if (signal.aborted) return;
      set(finding);
      this.#onChange();
    };
    tell({ at: 'searching' });
    try {
      tell({ at: 'found', found: await find() });
    } catch (error) {
      if (!isCancelled(error)) tell({ at: 'failed', message: Failure.from(error).message });
    }
  }
}

/** The state of a search for findings. */
export type Finding<T> =
  | { readonly at: 'nothing' }
  | { readonly at: 'searching' }
  | { readonly at: 'found'; readonly found: T }
  | { readonly at: 'failed'; readonly message: string };

const shownOutliers = 50;
