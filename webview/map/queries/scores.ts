import { Failure, isCancelled } from '../../../src/common/failure.ts';
import type { Disposable } from '../../../src/common/disposables.ts';
import type { RpcClient } from '../../../src/common/rpc.ts';
import type { MapCalls, MapQuery } from '../../../src/protocol/map.ts';
import { scoreColumn, scoreName, type ColumnData } from '../shared/columnData.ts';

export type ScoresState =
  | { readonly at: 'nothing' }
  | { readonly at: 'reading'; readonly name: string }
  | { readonly at: 'failed'; readonly message: string };

/** The scores of all points for the queries on the map, as columns. Each is read on request. */
export class Scores implements Disposable {
  readonly #client: Pick<RpcClient<MapCalls>, 'call'>;
  readonly #onChange: () => void;
  #queries: readonly MapQuery[] = [];
  #columns: readonly ColumnData[] = [];
  #state: ScoresState = { at: 'nothing' };
  #run = new AbortController();

  constructor(client: Pick<RpcClient<MapCalls>, 'call'>, onChange: () => void) {
    this.#client = client;
    this.#onChange = onChange;
  }

  /** Names of the score columns that can be read. */
  get names(): readonly string[] {
    return this.#queries.filter(({ input }) => input !== undefined).map(scoreName);
  }

  /** The columns that were read. */
  get columns(): readonly ColumnData[] {
    return this.#columns;
  }

  get state(): ScoresState {
    return this.#state;
  }

  /** Discards the columns, because the queries or the points have changed. */
  begin(queries = this.#queries): void {
    this.#run.abort();
    this.#queries = queries;
    this.#columns = [];
    this.#state = { at: 'nothing' };
  }

  /** Reads the column with this name. Returns false if there is no such query or the call fails. */
  async read(name: string): Promise<boolean> {
    if (this.#columns.some(({ column }) => column.name === name)) return true;
    const query = this.#queries.find((one) => scoreName(one) === name);
    if (query === undefined) return false;
    this.#run.abort();
    this.#run = new AbortController();
    const { signal } = this.#run;
    this.#set({ at: 'reading', name });
    try {
      const { scores } = await this.#client.call('query.score', { id: query.id }, { signal });
      if (signal.aborted) return false;
      this.#columns = [...this.#columns, scoreColumn(name, scores)];
      this.#set({ at: 'nothing' });
      return true;
    } catch (error) {
      if (!signal.aborted && !isCancelled(error))
        this.#set({ at: 'failed', message: Failure.from(error).message });
      return false;
    }
  }

  dispose(): void {
    this.#run.abort();
  }

  #set(state: ScoresState): void {
    this.#state = state;
    this.#onChange();
  }
}
