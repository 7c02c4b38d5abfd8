import type { ColourSources } from './colours/colourSources.ts';
import type { PointColours } from './colours/pointColours.ts';
import type { MapComparison } from './comparison/mapComparison.ts';
import type { Scene } from './drawing/scene.ts';
import type { Findings } from './findings/findings.ts';
import type { Focus } from './focus.ts';
import type { Labels } from './labels/labels.ts';
import type { PointHighlighting } from './pointHighlighting.ts';
import type { MapFeed } from './mapFeed.ts';
import type { Queries } from './queries/queries.ts';
import type { Scores } from './queries/scores.ts';
import type { MapSearch } from './search/mapSearch.ts';
import { restoreSelection } from './selection/savedSelection.ts';
import type { Selection } from './selection/selection.ts';
import type { ViewStore } from './viewStore.ts';

type Parts = {
  readonly feed: MapFeed;
  readonly store: ViewStore;
  readonly scene: Scene;
  readonly colours: PointColours;
  readonly colourSources: ColourSources;
  readonly comparison: MapComparison;
  readonly findings: Findings;
  readonly focus: Focus;
  readonly labels: Labels;
  readonly highlighting: PointHighlighting;
  readonly queries: Queries;
  readonly scores: Scores;
  readonly search: MapSearch;
  readonly selection: Selection;
};

/** Subscribes the parts of a map view to the events of the map. */
export function subscribeToMap(parts: Parts): void {
  const { feed, scene, colourSources, comparison, focus, highlighting, queries } = parts;
  feed.on(['started'], () => takePoints(parts));
  feed.on(['points'], () => {
    takePoints(parts);
    focus.restore();
  });
  feed.on(['column', 'positionAccuracy'], () => {
    colourSources.setColumns();
    highlighting.refresh();
  });
  feed.on(['positions'], ({ data, components }) => {
    scene.setPositions(new Float32Array(data), components);
    // A map that is aligned to another receives positions again after it is done.
    if (feed.map.phase.at !== 'computing') finishLayout(parts);
  });
  feed.on(['queries'], (event) => {
    queries.set(event.queries, (id) => feed.indexOf(id));
    colourSources.resetScores(event.queries);
    highlighting.refresh();
  });
  feed.on(['comparedMap'], ({ comparedMap }) => comparison.setComparedMap(comparedMap));
  feed.on(['comparedView'], ({ change }) => comparison.show(change));
  feed.on(['done', 'cancelled', 'failed'], () => finishLayout(parts));
  feed.on(['done'], () => {
    colourSources.resetScores();
    // The engine now searches whole texts and all records.
    parts.search.again();
  });
}

/** Shows the final positions and labels the groups. */
export function finishLayout({
  feed,
  scene,
  labels,
  colours,
}: Pick<Parts, 'feed' | 'scene' | 'labels' | 'colours'>): void {
  scene.rest();
  labels.make(scene.positions, { ...feed.map, colouring: colours.column });
}

function takePoints(parts: Parts): void {
  const { feed, store, scene, colourSources, findings, focus, labels, highlighting } = parts;
  const { queries, scores, search, selection } = parts;
  const indexOf = (id: string): number => feed.indexOf(id);
  const { ids, names, titles, texts } = feed.map;
  labels.clear();
  findings.reset();
  scene.setPositions(new Float32Array(0));
  scores.begin();
  colourSources.setColumns();
  search.setPoints({ ids: names, titles, texts });
  queries.locate(indexOf);
  selection.begin(ids.length, restoreSelection(store.state, ids, indexOf));
  highlighting.refresh();
  focus.reset();
}
