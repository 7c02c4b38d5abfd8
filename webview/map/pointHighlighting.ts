import { toWorld, type Point } from './camera/camera.ts';
import type { PointColours } from './colours/pointColours.ts';
import { PointSet } from './shared/pointSet.ts';
import type { Queries } from './queries/queries.ts';
import { pointsInside } from './selection/region.ts';
import type { Scene } from './drawing/scene.ts';
import type { MapSearch } from './search/mapSearch.ts';
import type { Selection, SelectionChange } from './selection/selection.ts';

export type PointHighlightingParts = {
  readonly scene: Scene;
  readonly colours: PointColours;
  readonly search: MapSearch;
  readonly selection: Selection;
  readonly queries: Queries;
};

/** Which points are lit by legend and search, which stand out from all others, and the selecting of them. */
export class PointHighlighting {
  readonly #parts: PointHighlightingParts;
  readonly #count: () => number;
  #tablePoints: Uint32Array | undefined;

  /** `count` tells how many points there are. */
  constructor(parts: PointHighlightingParts, count: () => number) {
    this.#parts = parts;
    this.#count = count;
  }

  /** Legend, search, selection or queries have changed; draws the points as they are to be seen now. */
  refresh(): void {
    const { scene, colours } = this.#parts;
    this.#tablePoints = undefined;
    scene.setStyles(colours.styles(this.#count(), this.#highlighted()));
  }

  /** Numbers of the points that a table shows: those selected, else those that legend and search let through. */
  tablePoints(): Uint32Array {
    const { points } = this.#parts.selection;
    this.#tablePoints ??= points.size > 0 ? points.indices : this.#lit();
    return this.#tablePoints;
  }

  /** Selects what legend and search let through. */
  selectFiltered(): void {
    this.#parts.selection.change(this.#lit(), 'replace');
  }

  /** Selects the points that a region of the picture holds, but for those that the legend leaves out. */
  selectInRegion(corners: readonly Point[], how: SelectionChange): void {
    const { scene, colours, selection } = this.#parts;
    const { view, positions } = scene;
    if (view === undefined) return;
    const polygon = corners.map((corner) => toWorld(view.camera, view.size, corner));
    const inside = pointsInside(polygon, positions, (index) => colours.passesFilter(index));
    selection.change(inside, how);
  }

  /** The points that stand out from all others; undefined where all are alike. */
  #highlighted(): PointSet | undefined {
    const { search, selection, queries, colours } = this.#parts;
    if (selection.points.size > 0) return selection.points;
    if (search.matches.size > 0) return search.matches;
    // Where scores are colours, those that are no hits say the most.
    const hits = colours.isByScore ? [] : queries.hits();
    return hits.length > 0 ? new PointSet(this.#count(), Uint32Array.from(hits)) : undefined;
  }

  /** Numbers of the points that the legend lights, of those found where something is searched for. */
  #lit(): Uint32Array {
    const { search, colours } = this.#parts;
    const all =
      search.matches.size > 0
        ? search.matches.indices
        : Uint32Array.from({ length: this.#count() }, (_, index) => index);
    return all.filter((index) => colours.passesFilter(index));
  }
}
