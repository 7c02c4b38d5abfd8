import { expect, it } from 'vitest';
import { localEnvironment } from '../../../../src/model/environment.ts';
import { MapViewStore } from '../../../../src/vscode/map/mapViewStore.ts';
import { MemoryState } from '../../../support/memoryStores.ts';

const source = { environment: localEnvironment, index: 'words', namespace: 'a' };

it('each map of the workspace has a view of its own', () => {
  const views = new MapViewStore(new MemoryState());
  views.keep(source, { colourBy: 'rank' });
  views.keep({ ...source, namespace: 'b' }, { colourBy: 'class' });
  expect(views.get(source)).toEqual({ colourBy: 'rank' });
  expect(views.get({ ...source, index: 'other' })).toBeUndefined();
});

it('a view that is too large leaves the one before it', () => {
  const views = new MapViewStore(new MemoryState());
  views.keep(source, { colourBy: 'rank' });
  views.keep(source, { selection: Array.from({ length: 20_000 }, (_, at) => `record-${at}`) });
  expect(views.get(source)).toEqual({ colourBy: 'rank' });
});
