import { isCancelled } from '../../../src/common/failure.ts';
import type { RpcClient } from '../../../src/common/rpc.ts';
import { parsePointKey } from '../../../src/model/map/pointKey.ts';
import type { NamespaceSummary } from '../../../src/model/vectorIndex.ts';
import type { MapCalls, MapImage } from '../../../src/protocol/map.ts';
import type { PointColours } from '../colours/pointColours.ts';
import type { Scene } from '../drawing/scene.ts';
import { centreOf, type Selection } from './selection.ts';

export type SelectionActionsOptions = {
  readonly client: RpcClient<MapCalls>;
  readonly selection: Selection;
  readonly colours: PointColours;
  readonly scene: Scene;
  readonly idOf: (index: number) => string | undefined;
  /** Hears of what the host could not tell the user itself. */
  readonly onFailure: (error: unknown) => void;
};

/** Most ids that a new notebook lists. */
const maxListed = 100;

/** What the host does for the view, above all with the selected points. */
export class SelectionActions {
  readonly #options: SelectionActionsOptions;

  constructor(options: SelectionActionsOptions) {
    this.#options = options;
  }

  /** Ids of the selected points, in the order in which they were selected. */
  ids(): string[] {
    const { selection, idOf } = this.#options;
    return Array.from(selection.points.indices, (index) => idOf(index) ?? '');
  }

  /** Asks where to, and writes the selected records with their vectors there. */
  export(): void {
    this.#easeTowards(this.#options.client.call('selection.export', { ids: this.ids() }));
  }

  /** Opens a notebook whose query starts from the middle of the selection. */
  query(): void {
    const { client, selection, colours, scene, idOf } = this.#options;
    const centreId = idOf(centreOf(selection.points, scene.positions));
    if (centreId === undefined) return;
    const filter = colours.metadataFilter;
    const ids = this.ids().slice(0, maxListed);
    const count = selection.points.size;
    const params = { centreId, ids, count, ...(filter && { filter }) };
    this.#easeTowards(client.call('selection.query', params));
  }

  /** Asks where to, and writes the picture there once it is taken. */
  saveImage(picture: Promise<MapImage>): void {
    const { client } = this.#options;
    this.#easeTowards(picture.then((taken) => client.call('image.save', taken)));
  }

  /** Asks where to, and writes places and fields of all points there. */
  saveTable(): void {
    this.#easeTowards(this.#options.client.call('table.save', {}));
  }

  /** The namespaces of the index that have records. */
  namespaces(): Promise<readonly NamespaceSummary[]> {
    return this.#options.client.call('namespaces.list', {});
  }

  /** Does one of the things that answer nothing. */
  ask<Name extends 'namespace.show' | 'connectionCode.copy'>(
    name: Name,
    params: MapCalls[Name]['params'],
  ): void {
    this.#easeTowards(this.#options.client.call(name, params));
  }

  copyIds(): void {
    const places = this.ids().map((key) => parsePointKey(key, ''));
    // Of several namespaces in two columns, as spreadsheets take them.
    const lines = places.map(({ namespace, id }) =>
      namespace === '' ? id : `${namespace}\t${id}`,
    );
    this.copy(lines.join('\n'));
  }

  copy(text: string): void {
    this.#easeTowards(this.#options.client.call('clipboard.write', { text }));
  }

  #easeTowards(call: Promise<unknown>): void {
    call.catch((error: unknown) => {
      if (!isCancelled(error)) this.#options.onFailure(error);
    });
  }
}
