import { describe, expect, it } from 'vitest';
import { Failure } from '../../../../src/common/failure.ts';
import { isObject } from '../../../../src/common/objects.ts';
import { defaultMapParameters } from '../../../../src/model/map/map.ts';
import { mapCallDecoders } from '../../../../src/vscode/map/mapCallDecoders.ts';
import { notebookCallDecoders } from '../../../../src/vscode/notebook/notebookCallDecoders.ts';

const mapCell = {
  kind: 'map',
  otherNamespaces: '',
  id: 'm1',
  name: 'Films',
  parameters: { method: 'pca', ...defaultMapParameters },
  colourBy: 'year',
  query: 'First',
  filter: '',
  binding: {},
};

const decoders: Readonly<Record<string, (params: unknown) => unknown>> = {
  ...mapCallDecoders,
  ...notebookCallDecoders,
};

const binding = { environment: 'Local', index: 'films', namespace: '' };
const cell = {
  kind: 'query',
  id: 'c1',
  name: 'First',
  input: { by: 'text', value: 'a king' },
  filter: '{"year": 1}',
  topK: 5,
  includeValues: false,
  expected: '',
  binding: { index: 'other' },
};

/** One good message for every call, and for every kind of edit. */
const good: readonly [string, object][] = [
  ...Object.entries(decoders).flatMap(([call, decode]): [string, object][] =>
    accepts(decode, {}) ? [[call, {}]] : [],
  ),
  ['record.show', { id: 'a', neighbours: 5 }],
  ['records.find', { filter: '{}' }],
  ['texts.find', { words: ['a'] }],
  ['meaning.find', { text: 'a' }],
  ['duplicates.find', { maxDistance: 0.05 }],
  ['outliers.find', { limit: 50, by: 'distance' }],
  ['selection.export', { ids: ['a'] }],
  ['selection.query', { centreId: 'a', ids: ['a'], count: 1, filter: { year: { $in: [1] } } }],
  ['selection.query', { centreId: 'a', ids: [], count: 0 }],
  ['image.save', { format: 'png', data: new ArrayBuffer(8) }],
  ['query.remove', { id: 'a' }],
  ['namespaces.find', { prefix: 'a' }],
  ['namespace.show', { namespace: 'a' }],
  ['query.score', { id: 'a' }],
  ['map.restart', { parameters: { ...defaultMapParameters, distance: 'cosine', components: 3 } }],
  ['map.restart', { parameters: { ...defaultMapParameters, detail: 'fine' } }],
  ['comparison.viewChanged', { camera: { x: 0, y: 1, scale: 2 }, focus: null, selection: ['a'] }],
  ['view.save', { view: { colourBy: 'a', chosen: [] } }],
  ['clipboard.write', { text: 'a' }],
  ['notebook.edit', { edit: 'setBinding', binding }],
  ['notebook.undo', { isRedo: true }],
  ['notebook.edit', { edit: 'setParameters', parameters: 'a: 1' }],
  ['notebook.edit', { edit: 'replaceCell', cell }],
  ['notebook.edit', { edit: 'insertCell', cell: { kind: 'text', id: 't', text: '# A' }, at: 0 }],
  ['notebook.edit', { edit: 'removeCell', cellId: 'c1' }],
  ['notebook.edit', { edit: 'moveCell', cellId: 'c1', to: 2 }],
  ['notebook.choices', { binding, refresh: true }],
  ['binding.search', { binding, level: 'namespaces' }],
  ['notebook.edit', { edit: 'replaceCell', cell: mapCell }],
  ['cell.run', { cell }],
  ['cell.run', { cell: mapCell }],
  ['cell.run', { cell: { ...cell, assert: 'hits >= 1', sparse: '1: 1', alpha: '0.5' } }],
  ['cell.run', { cell: { ...cell, input: { by: 'records', value: 'a - b' } } }],
  ['cell.run', { cell: { ...cell, otherNamespaces: 'a' } }],
  ['cell.run', { cell: { kind: 'compare', id: 'p', name: '', queries: 'a, b', binding: {} } }],
  [
    'cell.run',
    { cell: { kind: 'explain', id: 'x', name: '', query: 'a', expected: '', binding: {} } },
  ],
  ['cell.explain', { cellId: 'c1' }],
  ['fields.read', { binding }],
  ['cell.openMap', { cellId: 'm1', view: { chosen: [] } }],
  ['cell.request', { cell: { ...cell, rerank: 'a', input: { by: 'query string', value: 'a:b' } } }],
  ['cell.copyCode', { cell, language: 'rust' }],
  ['hit.act', { action: 'edit', cellId: 'c1', binding, id: 'a' }],
  ['hits.export', { cellId: 'c1' }],
  ['judging.start', { cellId: 'c1' }],
  ['judging.records', { ids: ['a'] }],
  ['judging.grade', { question: 'q', record: 'a', grade: 1 }],
  ['cell.stop', { cellId: 'c1' }],
  ['cell.showOnMap', { cellId: 'c1' }],
  ['record.read', { binding, id: 'a' }],
  ['neighbours.read', { binding, id: 'a' }],
  ['appearance.show', { notebook: 'file:///a.vecnb', cellId: 'c1' }],
  ['action.take', { action: 'retry', environment: 'Local', cellId: 'c1' }],
  ['action.take', { action: 'updateKey', environment: 'Local' }],
];

describe('what a view sends', () => {
  it('has an example here for every call', () => {
    expect([...new Set(good.map(([call]) => call))].sort()).toEqual(Object.keys(decoders).sort());
  });

  it.each(good)('is taken as it is: %s %j', (call, params) => {
    expect(decoders[call]!(params)).toEqual(params);
  });

  it.each(good)('is refused in any other form: %s %j', (call, params) => {
    const odd: readonly unknown[] = [
      undefined,
      null,
      'x',
      [params],
      { ...params, more: 1 },
      // The filter of a selection may be any object: it is read as a filter later.
      ...Object.entries(params).map(([key, value]) => ({
        ...params,
        [key]: isObject(value) ? 'x' : [1],
      })),
    ];
    expect(odd.filter((value) => accepts(decoders[call]!, value))).toEqual([]);
  });

  it('says where it is wrong, and not what it was', () => {
    const odd = { cell: { ...cell, input: { by: 'magic', value: 'secret' } } };
    const failure = failureOf(() => notebookCallDecoders['cell.run'](odd));
    expect(failure).toEqual(new Failure('badInput', 'The view sent invalid data (cell.input.by)'));
  });
});

function accepts(decode: (params: unknown) => unknown, params: unknown): boolean {
  return failureOf(() => decode(params)) === undefined;
}

function failureOf(work: () => unknown): Failure | undefined {
  try {
    work();
    return undefined;
  } catch (error) {
    return Failure.from(error);
  }
}
