import { isCancelled } from '../../../src/common/failure.ts';
import type { RpcClient } from '../../../src/common/rpc.ts';
import { parsePointKey } from '../../../src/model/map/pointKey.ts';
import type { FoundNamespaces, MapCalls, MapImage } from '../../../src/protocol/map.ts';
import type { PointColours } from '../colours/pointColours.ts';
import type { Scene } from '../drawing/scene.ts';
import type { MapFeed } from '../mapFeed.ts';
import type { MapRun } from '../mapRun/mapRun.ts';
import { filterOfPoints } from '../colours/filterOfPoints.ts';
import { centreOf, nearestTo, type Selection } from './selection.ts';

/** Actions of the host that the view requests, mostly for the selected points. */
export class SelectionActions {
  readonly #options: SelectionActionsOptions;

  constructor(options: SelectionActionsOptions) {
    this.#options = options;
  }

  /** Returns the ids of the selected points, in order of selection. */
  ids(): string[] {
    const { selection, feed } = this.#options;
    return Array.from(selection.points.indices, (index) => feed.idOf(index) ?? '');
  }

  /** Exports the selected records with their vectors to a file that the user chooses. */
  export(): void {
    this.#easeTowards(this.#options.client.call('selection.export', { ids: this.ids() }));
  }

  /** Opens a notebook with a query from the centre of the selection. */
  query(): void {
    const { client, selection, colours, scene, feed } = this.#options;
    const { points } = selection;
    const centre = centreOf(points, scene.positions);
    const centreId = feed.idOf(centre);
    if (centreId === undefined) return;
    const filter = colours.metadataFilter ?? filterOfPoints(colours.column, points.indices);
    const nearest = nearestTo(centre, points, scene.positions).subarray(0, maxExpected);
    const ids = Array.from(nearest, (index) => feed.idOf(index) ?? '');
    const count = points.size;
    const params = { centreId, ids, count, ...(filter && { filter }) };
    this.#easeTowards(client.call('selection.query', params));
  }

  /** Saves the image to a file that the user chooses. */
  saveImage(picture: Promise<MapImage>): void {
    const { client } = this.#options;
    this.#easeTowards(picture.then((taken) => client.call('image.save', taken)));
  }

  /** Saves positions and fields of all points to a file that the user chooses. */
  saveTable(): void {
    this.#easeTowards(this.#options.client.call('table.save', {}));
  }

  /** Finds namespaces of the index that have records. */
  findNamespaces(prefix: string): Promise<FoundNamespaces> {
    return this.#options.client.call('namespaces.find', { prefix });
  }

  /** Sends a call that returns nothing. */
  ask<
    Name extends
      | 'namespace.show'
      | 'connectionCode.copy'
      | 'appearance.show'
      | 'query.remove'
      | 'comparison.end',
  >(name: Name, params: MapCalls[Name]['params']): void {
    this.#easeTowards(this.#options.client.call(name, params));
  }

  copyIds(): void {
    const places = this.ids().map((key) => parsePointKey(key, ''));
    // Several namespaces are copied as two tab-separated columns, which spreadsheets accept.
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
      if (!isCancelled(error)) this.#options.mapRun.fail(error);
    });
  }
}

export type SelectionActionsOptions = {
  readonly client: RpcClient<MapCalls>;
  readonly selection: Selection;
  readonly colours: PointColours;
  readonly scene: Scene;
  readonly feed: Pick<MapFeed, 'idOf'>;
  /** Receives failures that the host did not report to the user. */
  readonly mapRun: Pick<MapRun, 'fail'>;
};

/** Largest number of selected records that a new query expects: those nearest to the middle. */
const maxExpected = 20;
