import type { VNode } from 'preact';
import { useLayoutEffect, useRef } from 'preact/hooks';
import type { Point } from '../camera/camera.ts';
import type { Scene } from '../drawing/scene.ts';
import { isPlacementUncertain, type MissedRecord, type ShownQuery } from './queries.ts';
import { crossesPath, linesPath, meanOf, queryPaths, ringsPath } from './queryMarks.ts';

/** The queries above the points: each at the weighted mean of its nearest hits, with lines and rings. */
export function QueryLayer({ scene, queries, nameOf }: QueryLayerProps): VNode {
  return (
    <svg class="queries" aria-hidden="true">
      {queries.map((shown) => (
        <QueryMark key={shown.query.id} scene={scene} shown={shown} nameOf={nameOf} />
      ))}
    </svg>
  );
}

/** Largest number of marks that remain readable. */
const maxLines = 50;
const maxRings = 200;

/** Largest number of missed records that are named. */
const maxNamed = 8;

type QueryLayerProps = {
  readonly scene: Scene;
  readonly queries: readonly ShownQuery[];
  /** Returns the name of a missed record. */
  readonly nameOf: (missed: MissedRecord) => string;
};

type QueryMarkProps = Pick<QueryLayerProps, 'scene' | 'nameOf'> & { readonly shown: ShownQuery };

function QueryMark({ scene, shown, nameOf }: QueryMarkProps): VNode {
  const group = useRef<SVGGElement>(null);
  const lines = useRef<SVGPathElement>(null);
  const rings = useRef<SVGPathElement>(null);
  const crosses = useRef<SVGPathElement>(null);
  const names = useRef<SVGGElement>(null);
  const mark = useRef<SVGGElement>(null);
  const { query, hits, missed, weights } = shown;
  // Points move without a render, so the layer updates after each drawing.
  useLayoutEffect(() => {
    const update = (): void => {
      const places = hits.slice(0, maxRings).map((index) => scene.screenOf(index));
      const at = meanOf(places, weights);
      const lost = missed.map(({ index }) => scene.screenOf(index));
      lines.current?.setAttribute('d', at ? linesPath(at, places.slice(0, maxLines)) : '');
      rings.current?.setAttribute('d', ringsPath(query.style, places));
      crosses.current?.setAttribute('d', ringsPath(query.style, lost) + crossesPath(lost));
      placeNames(names.current, lost);
      mark.current?.setAttribute('transform', at ? `translate(${at.x} ${at.y})` : '');
      mark.current?.classList.toggle('away', at === undefined);
      group.current?.classList.toggle('apart', isPlacementUncertain(shown, scene.positions));
    };
    update();
    const subscription = scene.onDidDraw(update);
    return () => subscription.dispose();
  });
  return (
    <g ref={group} class={`query query-style-${query.style}`} data-query={query.name}>
      <path ref={lines} class="query-lines" />
      <path ref={rings} class="query-rings" />
      <path ref={crosses} class="query-missed" />
      <g ref={names} class="query-missed-names">
        {missed.slice(0, maxNamed).map((one) => (
          <text key={one.id}>{nameOf(one)}</text>
        ))}
      </g>
      <g ref={mark} class="query-mark">
        <path d={queryPaths[query.style]} />
        <text x="13" y="4">
          {query.name}
        </text>
      </g>
    </g>
  );
}

/** Places each name beside its record; hides those whose records have no position. */
function placeNames(names: SVGGElement | null, at: readonly (Point | undefined)[]): void {
  for (const [row, text] of [...(names?.children ?? [])].entries()) {
    const place = at[row];
    text.setAttribute('transform', place ? `translate(${place.x + 11} ${place.y + 4})` : '');
    text.classList.toggle('away', place === undefined);
  }
}
