import { expect, it } from 'vitest';
import { readMapViewState } from '../../../../src/vscode/map/mapViewState.ts';

const parameters = { neighbours: 30, minDistance: 0.2, seed: 7, sample: 500, detail: 'fine' };
const target = { environment: 'local', index: 'words', namespace: 'a' };
const comparedMap = { target, isReference: true };

it('is read from what a view has kept, beside all else', () => {
  expect(readMapViewState({ parameters, comparedMap, colourBy: 'class' })).toEqual({
    parameters,
    comparedMap,
  });
});

it.each([
  undefined,
  'text',
  {},
  { parameters: { ...parameters, method: 'of tomorrow' }, comparedMap: { target } },
  { parameters: 5, comparedMap: { target: { index: 'words' }, isReference: true } },
])('is left out if it cannot be read: %j', (state) => {
  expect(readMapViewState(state)).toEqual({});
});

it('is left out by itself: what can be read beside it stays', () => {
  expect(readMapViewState({ parameters, comparedMap: null })).toEqual({ parameters });
});
