import type { Disposable } from '../../src/common/disposables.ts';
import type { PointDetails } from '../../src/protocol/map.ts';
import type { Direction } from './camera/direction.ts';
import { RecordReader, type RecordState } from './record/recordReader.ts';
import type { Scene } from './drawing/scene.ts';
import type { MapFeed } from './mapFeed.ts';
import type { ViewStore } from './viewStore.ts';

export type FocusOptions = {
  readonly store: ViewStore;
  readonly scene: Scene;
  readonly read: (id: string, signal: AbortSignal) => Promise<PointDetails>;
  readonly feed: Pick<MapFeed, 'indexOf' | 'idOf'>;
  readonly onChange: () => void;
};

/** The focused record and the hovered point. The scene marks both, and the record's neighbours. */
export class Focus implements Disposable {
  readonly #options: FocusOptions;
  readonly #reader: RecordReader;
  #hovered = -1;

  constructor(options: FocusOptions) {
    this.#options = options;
    this.#reader = new RecordReader(options.read, () => this.mark());
  }

  /** Index of the point under the pointer, -1 for none. */
  get hovered(): number {
    return this.#hovered;
  }

  /** Id of the focused record, whether or not the map shows it. */
  get id(): string | undefined {
    return this.#options.store.state.selectedId;
  }

  /** Index of the focused record's point, -1 if the map does not show it. */
  get index(): number {
    return this.#options.feed.indexOf(this.id);
  }

  get record(): RecordState {
    return this.#reader.state;
  }

  /** Indexes of the record's nearest neighbours in the original space, -1 for those not on the map. */
  get neighbours(): readonly number[] {
    const { record } = this;
    if (record.state !== 'shown') return [];
    return record.details.neighbours.map(({ id }) => this.#options.feed.indexOf(id));
  }

  hover(index: number): void {
    if (index === this.#hovered) return;
    this.#hovered = index;
    this.mark();
  }

  /** Focuses the record with this id, whether or not the map shows it; undefined clears the focus. */
  select(id: string | undefined): void {
    const { store, scene } = this.#options;
    this.#reader.clear();
    store.update({ selectedId: id });
    if (this.index >= 0) scene.reveal(this.index);
    this.mark();
  }

  /** Focuses the next point in a direction. */
  step(direction: Direction): void {
    const { scene, feed } = this.#options;
    const id = feed.idOf(scene.step(direction, this.index));
    if (id !== undefined) this.select(id);
  }

  /** Focuses a record and reads its details and neighbours. */
  async show(id: string): Promise<void> {
    this.select(id);
    await this.#reader.show(id);
  }

  /** Clears the hovered point after the points were replaced. */
  reset(): void {
    this.#hovered = -1;
    this.mark();
  }

  /** Reads the record again that was focused before the view was hidden. */
  restore(): void {
    if (this.id !== undefined && this.record.state === 'none' && this.index >= 0)
      void this.show(this.id);
  }

  mark(): void {
    const neighbours = this.neighbours.filter((index) => index >= 0);
    this.#options.scene.setMarked({ selected: this.index, hovered: this.#hovered, neighbours });
    this.#options.onChange();
  }

  dispose(): void {
    this.#reader.dispose();
  }
}
