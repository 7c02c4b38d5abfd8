import { Failure, isCancelled } from '../../../src/common/failure.ts';
import type { RpcClient } from '../../../src/common/rpc.ts';
import type { MapParameters } from '../../../src/model/map/map.ts';
import type { MapCalls, MapTitle } from '../../../src/protocol/map.ts';
import type { MapFeed } from '../mapFeed.ts';
import type { ViewState } from '../viewState.ts';
import type { ViewStore } from '../viewStore.ts';

/**
 * Controls the computation of the map through the host: open, cancel, restart. Holds the title, and reports failures
 * as the state of the map.
 */
export class MapRun {
  readonly #client: RpcClient<MapCalls>;
  readonly #feed: MapFeed;
  readonly #store: ViewStore;
  readonly #onChange: () => void;
  #title: MapTitle | undefined;

  constructor(client: RpcClient<MapCalls>, feed: MapFeed, store: ViewStore, onChange: () => void) {
    this.#client = client;
    this.#feed = feed;
    this.#store = store;
    this.#onChange = onChange;
  }

  /** Undefined until the host has opened the map. */
  get title(): MapTitle | undefined {
    return this.#title;
  }

  async open(): Promise<void> {
    try {
      this.#setTitle(await this.#client.call('map.open', {}));
    } catch (error) {
      if (!isCancelled(error)) this.fail(error);
    }
  }

  cancel(): void {
    this.send(this.#client.call('map.cancel', {}));
  }

  /** Computes the map again from the current records, with new parameters if given. */
  restart(parameters?: MapParameters): void {
    if (this.#title === undefined) void this.open();
    else this.send(this.#makeAgain(parameters));
  }

  /** Reports the failure of a call as the state of the map. */
  send(call: Promise<void>): void {
    void call.catch((error: unknown) => this.fail(error));
  }

  /** Saves the view state in the workspace, without the comparison, which belongs to the panel. */
  saveView(state: ViewState): void {
    this.send(this.#client.call('view.save', { view: { ...state, comparedMap: undefined } }));
  }

  fail(error: unknown): void {
    this.#feed.fail(Failure.from(error).message);
  }

  async #makeAgain(parameters: MapParameters | undefined): Promise<void> {
    this.#setTitle(await this.#client.call('map.restart', parameters ? { parameters } : {}));
  }

  #setTitle(title: MapTitle): void {
    this.#title = title;
    const { environment, index, namespace, parameters } = title;
    this.#store.update({ target: { environment, index, namespace }, parameters });
    this.#onChange();
  }
}
