/** Shape of the map's similarity at distance d, 1 / (1 + a d^2b). Each instance serves one thread and one layout. */
export let a: f32 = 0;
export let b: f32 = 0;

/** Sets the curve. Call it before `stepMeanField` and `sampleEdges`. */
export function setCurve(curveA: f32, curveB: f32): void {
  a = curveA;
  b = curveB;
}
