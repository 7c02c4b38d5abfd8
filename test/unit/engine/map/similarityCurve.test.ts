import { expect, it } from 'vitest';
import { fitSimilarityCurve } from '../../../../src/engine/map/workers/similarityCurve.ts';

// Results of umap-learn’s `find_ab_params` for a spread of 1.
it.each([
  [0, 1.9328, 0.7905],
  [0.1, 1.5769, 0.8951],
  [0.5, 0.583, 1.3342],
])('the curve for a minimum distance of %f equals that of umap-learn', (minDistance, a, b) => {
  const curve = fitSimilarityCurve(minDistance);
  expect(curve.a).toBeCloseTo(a, 2);
  expect(curve.b).toBeCloseTo(b, 2);
});
