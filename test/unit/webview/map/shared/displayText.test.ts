import { expect, it } from 'vitest';
import { defaultMapParameters } from '../../../../../src/model/map/map.ts';
import { describeParameters } from '../../../../../webview/map/shared/displayText.ts';

it('parameters are described in short, with fine detail named', () => {
  const detail = { ...defaultMapParameters, detail: 'fine' } as const;
  expect([
    describeParameters(defaultMapParameters),
    describeParameters(detail),
    describeParameters({ ...detail, method: 'pca' }),
  ]).toEqual(['UMAP 15/0.1 seed 42', 'UMAP fine 15/0.1 seed 42', 'PCA in 2 dimensions']);
});
