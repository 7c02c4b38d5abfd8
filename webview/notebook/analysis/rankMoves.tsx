import type { VNode } from 'preact';

/** Lines from each hit of a list to the same hit of the next one. The ranks are told beside the hits too. */
export function RankMoves(props: {
  readonly before: readonly string[];
  readonly after: readonly string[];
}): VNode {
  const { before, after } = props;
  const height = Math.max(before.length, after.length) * rowPx;
  const lines = before.flatMap((id, from) => {
    const to = after.indexOf(id);
    return to < 0 ? [] : [{ id, from, to }];
  });
  return (
    <svg class="rank-moves" width={widthPx} height={height} aria-hidden="true">
      {lines.map(({ id, from, to }) => (
        <path key={id} class={classOf(from, to)} d={pathOf(middle(from), middle(to))} />
      ))}
    </svg>
  );
}

/** Height of a hit in a compared list, in pixels; the style sheet has the same. */
const rowPx = 22;
const widthPx = 48;

function middle(at: number): number {
  return at * rowPx + rowPx / 2;
}

function pathOf(from: number, to: number): string {
  const bend = widthPx / 2;
  return `M0 ${from}C${bend} ${from} ${bend} ${to} ${widthPx} ${to}`;
}

function classOf(from: number, to: number): string {
  if (from === to) return 'is-same';
  return to < from ? 'is-up' : 'is-down';
}
