import type { Colouring } from './colours/colouring.ts';
import type { Companion } from './companion/companion.ts';
import type { Scene } from './drawing/scene.ts';
import type { Findings } from './findings/findings.ts';
import type { Focus } from './focus.ts';
import type { Labels } from './labels/labels.ts';
import type { Lighting } from './lighting.ts';
import type { MapFeed } from './mapFeed.ts';
import type { Queries } from './queries/queries.ts';
import type { Scores } from './queries/scores.ts';
import type { Search } from './search/searching.ts';
import { restoreSelection } from './selection/keptSelection.ts';
import type { Selection } from './selection/selection.ts';
import type { ViewStore } from './viewStore.ts';

type Parts = {
  readonly feed: MapFeed;
  readonly store: ViewStore;
  readonly scene: Scene;
  readonly colouring: Colouring;
  readonly companion: Companion;
  readonly findings: Findings;
  readonly focus: Focus;
  readonly labels: Labels;
  readonly lighting: Lighting;
  readonly queries: Queries;
  readonly scores: Scores;
  readonly search: Search;
  readonly selection: Selection;
};

/** Subscribes the parts of a view to the events of its map. */
export function followMap(parts: Parts): void {
  const { feed, scene, colouring, companion, focus, lighting, queries } = parts;
  feed.on(['started'], () => takePoints(parts));
  feed.on(['points'], () => {
    takePoints(parts);
    focus.restore();
  });
  feed.on(['column', 'faithfulness'], () => {
    colouring.setColumns();
    lighting.refresh();
  });
  feed.on(['positions'], ({ data, components }) => {
    scene.setPositions(new Float32Array(data), components);
    // A map that is laid on another one moves once more after its end.
    if (feed.map.phase.at !== 'making') settlePoints(parts);
  });
  feed.on(['queries'], (event) => {
    queries.set(event.queries, (id) => feed.placeOf(id));
    colouring.beginScores(event.queries);
    lighting.refresh();
  });
  feed.on(['partner'], ({ partner }) => companion.setPartner(partner));
  feed.on(['partnerLook'], ({ look }) => companion.follow(look));
  feed.on(['done', 'cancelled', 'failed'], () => settlePoints(parts));
  feed.on(['done'], () => colouring.beginScores());
}

/** Draws the points at rest and labels their groups. */
export function settlePoints({
  feed,
  scene,
  labels,
}: Pick<Parts, 'feed' | 'scene' | 'labels'>): void {
  scene.rest();
  labels.make(scene.positions, feed.map);
}

function takePoints(parts: Parts): void {
  const { feed, store, scene, colouring, findings, focus, labels, lighting } = parts;
  const { queries, scores, search, selection } = parts;
  const placeOf = (id: string): number => feed.placeOf(id);
  const { ids, names, texts } = feed.map;
  labels.clear();
  findings.reset();
  scene.setPositions(new Float32Array(0));
  scores.begin();
  colouring.setColumns();
  search.setPoints({ ids: names, texts });
  queries.locate(placeOf);
  selection.begin(ids.length, restoreSelection(store.state, ids, placeOf));
  lighting.refresh();
  focus.reset();
}
