import * as v from 'valibot';
import { expect, it } from 'vitest';
import { toWireChanges, wireIndex } from '../../../src/pinecone/wire/indexes.ts';

const common = { name: 'docs', host: 'docs.example', status: { ready: true, state: 'Ready' } };
const schema = { fields: { _values: { type: 'dense_vector', dimension: 2, metric: 'cosine' } } };
const legacy = { ...common, dimension: 2, metric: 'cosine' };

it.each([
  ['2026-07', { ...common, schema, deployment: { deployment_type: 'pod', environment: 'us' } }],
  ['2025-10', { ...legacy, spec: { pod: { environment: 'us', pod_type: 'p1.x1' } } }],
])('knows an index that runs on pods in version %s', (_, wire) => {
  expect(v.parse(wireIndex, wire)).toMatchObject({ isPod: true, region: 'us' });
});

it.each([
  ['2026-07', { ...common, schema, deployment: { deployment_type: 'managed', region: 'r' } }],
  ['2025-10', { ...legacy, spec: { serverless: { cloud: 'aws', region: 'r' } } }],
])('knows a serverless index in version %s', (_, wire) => {
  expect(v.parse(wireIndex, wire)).not.toHaveProperty('isPod');
});

it('has the dimension of the text that the service embeds', () => {
  const embed = { model: 'm', dimension: 2, metric: 'dotproduct' };
  const fields = { title: { type: 'string' }, body: { type: 'string', embed } };
  const wire = { ...common, schema: { fields }, deployment: { deployment_type: 'managed' } };
  expect(v.parse(wireIndex, wire)).toMatchObject({
    kind: 'documents',
    vectorType: 'dense',
    dimension: 2,
    metric: 'dotproduct',
  });
});

it.each([
  ['2026-07', { ...common, schema: { fields: { body: { type: 'semantic_text', dimension: 2 } } } }],
  ['2025-10', { ...legacy, embed: { model: 'm', field_map: { text: 'body' } } }],
])('names the field that the service embeds in version %s', (_, wire) => {
  expect(v.parse(wireIndex, wire)).toMatchObject({ kind: 'records', textField: 'body' });
});

it('names the fields that an index of documents searches', () => {
  const fields = {
    title: { type: 'string', full_text_search: {} },
    meaning: { type: 'dense_vector', dimension: 2, metric: 'cosine' },
    terms: { type: 'sparse_vector' },
    year: { filterable: true },
  };
  const wire = { ...common, schema: { fields }, deployment: { deployment_type: 'managed' } };
  const { year: _, ...searched } = fields;
  expect(v.parse(wireIndex, wire)).toMatchObject({
    documents: {
      textFields: ['title'],
      denseField: 'meaning',
      sparseField: 'terms',
      fields: searched,
    },
  });
});

const readCapacity = {
  mode: 'Dedicated',
  dedicated: { node_type: 't1', scaling: 'Manual', manual: { shards: 2, replicas: 3 } },
};
const dedicated = { nodeType: 't1', shards: 2, replicas: 3 } as const;

it.each([
  ['2026-07', { ...common, schema, read_capacity: readCapacity }],
  ['2025-10', { ...legacy, spec: { serverless: { read_capacity: readCapacity } } }],
])('knows the dedicated nodes of an index in version %s', (_, wire) => {
  expect(v.parse(wireIndex, wire)).toMatchObject({ dedicated });
});

it.each([
  [{ mode: 'OnDemand', status: { state: 'Ready' } }],
  [{ mode: 'Dedicated', dedicated: { node_type: 'unknown' } }],
  [undefined],
])('knows no dedicated nodes of %j', (read_capacity) => {
  expect(v.parse(wireIndex, { ...common, schema, read_capacity })).not.toHaveProperty('dedicated');
});

it('changes the read capacity in the form of the version', () => {
  const changes = { readCapacity: dedicated };
  expect(toWireChanges(changes, '2026-07')).toEqual({ read_capacity: readCapacity });
  expect(toWireChanges(changes, '2025-10')).toEqual({
    spec: { serverless: { read_capacity: readCapacity } },
  });
  expect(toWireChanges({ readCapacity: 'onDemand' }, '2026-07')).toEqual({
    read_capacity: { mode: 'OnDemand' },
  });
});
