import { Disposables, type Disposable } from '../../common/disposables.ts';
import { Emitter, type Event } from '../../common/emitter.ts';
import { alignPoints, type MapAlignment } from '../../model/map/mapAlignment.ts';
import { pointKeyOn, namespacesOf } from '../../model/map/mapAnalysis.ts';
import { parsePointKey } from '../../model/map/pointKey.ts';
import type { MapViewChange } from '../../protocol/map.ts';
import type { MapLayout, MapSession } from './mapSession.ts';

/**
 * Compares two maps side by side: aligns the second to the first by their shared records (rotation, scale,
 * translation), and keeps viewport and focus in sync. Lasts until disposed.
 */
export class MapComparison implements Disposable {
  readonly #first: MapSession;
  readonly #second: MapSession;
  readonly #resources = new Disposables();
  readonly #ended = new Emitter<void>();
  readonly onDidEnd: Event<void> = this.#ended.event;

  constructor(first: MapSession, second: MapSession) {
    this.#first = first;
    this.#second = second;
    for (const [one, other] of [
      [first, second],
      [second, first],
    ] as const) {
      this.#resources.own(
        one.peer.onDidChangeView((change) => other.peer.show(translatedView(change, one, other))),
      );
      this.#resources.own(one.peer.onDidEnd(() => this.dispose()));
      this.#resources.own(
        one.onDidSend(({ type }) => {
          if (type === 'started') this.#begin();
          if (type === 'done' || type === 'cancelled') this.#align();
        }),
      );
    }
    this.#begin();
    this.#align();
  }

  /** Whether the map takes part in this comparison. */
  includes(session: MapSession): boolean {
    return session === this.#first || session === this.#second;
  }

  dispose(): void {
    if (this.#resources.isDisposed) return;
    this.#resources.dispose();
    this.#second.align(undefined);
    this.#first.peer.set(undefined);
    this.#second.peer.set(undefined);
    this.#ended.fire();
    this.#ended.dispose();
  }

  /** Sends each view its partner. The similarity follows when both layouts exist. */
  #begin(): void {
    this.#second.align(undefined);
    this.#tell(undefined);
  }

  #align(): void {
    const { layout: first } = this.#first;
    const { layout: second } = this.#second;
    if (first === undefined || second === undefined) return;
    const inFirst = (key: string): string => carried(key, this.#second, this.#first);
    const { from, to } = sharedPlaces(second, first, inFirst);
    const alignment = alignPoints(from, to);
    this.#second.align(alignment?.transform);
    this.#tell({ shared: from.length / 2, alignment });
  }

  #tell(result: { shared: number; alignment: MapAlignment | undefined } | undefined): void {
    const comparison = result && {
      shared: result.shared,
      ...(result.alignment && { disparity: result.alignment.disparity }),
    };
    const about = (session: MapSession) => ({
      name: session.name,
      target: session.target,
      ...(comparison && { comparison }),
    });
    // The second map first: it must be aligned before it receives the first one's viewport.
    this.#second.peer.set({ ...about(this.#first), isReference: false });
    this.#first.peer.set({ ...about(this.#second), isReference: true });
  }
}

/** Converts a point key of one map to the other's. Maps of one namespace use ids, maps of several use keys. */
function carried(key: string, from: MapSession, to: MapSession): string {
  const place = parsePointKey(key, from.source.namespace);
  const isElsewhere = place.id !== key && place.namespace !== to.source.namespace;
  const isOfOne = namespacesOf(to.key).length === 1;
  return isOfOne && isElsewhere ? key : pointKeyOn(to.key, place);
}

function translatedView(change: MapViewChange, from: MapSession, to: MapSession): MapViewChange {
  const { focus, selection } = change;
  return {
    ...change,
    ...(typeof focus === 'string' && { focus: carried(focus, from, to) }),
    ...(selection && { selection: selection.map((key) => carried(key, from, to)) }),
  };
}

/**
 * Returns the positions of the shared records in both maps, in the same order. `inOther` converts a key to the other
 * map.
 */
function sharedPlaces(
  one: MapLayout,
  other: MapLayout,
  inOther: (key: string) => string,
): { from: Float32Array; to: Float32Array } {
  const placeOf = new Map(other.ids.map((id, place) => [id, place]));
  const pairs = one.ids.flatMap((id, place) => {
    const there = placeOf.get(inOther(id));
    const hasPlaces = there !== undefined && isPlaced(one, place) && isPlaced(other, there);
    return hasPlaces ? [[place, there] as const] : [];
  });
  const places = (xy: Float32Array, which: 0 | 1): Float32Array =>
    Float32Array.from(
      pairs.flatMap((pair) => [xy[2 * pair[which]] ?? 0, xy[2 * pair[which] + 1] ?? 0]),
    );
  return { from: places(one.xy, 0), to: places(other.xy, 1) };
}

function isPlaced({ xy }: MapLayout, place: number): boolean {
  return !Number.isNaN(xy[2 * place]);
}
