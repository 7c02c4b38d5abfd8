/**
 * The marker shapes, as SVG paths in a box from -1 to 1 with y pointing down. The shader draws the same shapes by
 * number: keep both in sync.
 */
export const markers = [
  { name: 'circle', path: circle(0.8) },
  { name: 'square', path: 'M-.7-.7H.7V.7H-.7Z' },
  { name: 'triangle', path: 'M0-.9L.9.7H-.9Z' },
  { name: 'diamond', path: 'M0-1L1 0 0 1-1 0Z' },
  { name: 'plus', path: 'M-.3-.9H.3V-.3H.9V.3H.3V.9H-.3V.3H-.9V-.3H-.3Z' },
  { name: 'triangle down', path: 'M0 .9L.9-.7H-.9Z' },
  { name: 'cross', path: cross(0.9, 0.3) },
  { name: 'ring', path: `${circle(0.85)}${circle(0.4)}` },
  { name: 'hourglass', path: 'M-.8-.8H.8L.25 0 .8.8H-.8L-.25 0Z' },
] as const;

function circle(radius: number): string {
  const r = radius;
  return `M${-r} 0A${r} ${r} 0 1 0 ${r} 0A${r} ${r} 0 1 0 ${-r} 0Z`;
}

/** Returns the path of a plus with this reach and half width, rotated by 45°. */
function cross(reach: number, half: number): string {
  const outline: readonly (readonly [number, number])[] = [
    [-half, -reach],
    [half, -reach],
    [half, -half],
    [reach, -half],
    [reach, half],
    [half, half],
    [half, reach],
    [-half, reach],
    [-half, half],
    [-reach, half],
    [-reach, -half],
    [-half, -half],
  ];
  const turned = outline.map(
    ([x, y]) => `${((x - y) * Math.SQRT1_2).toFixed(3)} ${((x + y) * Math.SQRT1_2).toFixed(3)}`,
  );
  return `M${turned.join('L')}Z`;
}
