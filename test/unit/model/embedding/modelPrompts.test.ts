import { describe, expect, it } from 'vitest';
import {
  parseModelReference,
  printModelReference,
  taggedModel,
  tagsOfModel,
} from '../../../../src/model/embedding/indexModel.ts';
import { promptOf } from '../../../../src/model/embedding/modelPrompts.ts';

describe('promptOf', () => {
  it.each([
    ['intfloat/multilingual-e5-small', 'query: ', 'passage: '],
    ['nomic-embed-text:latest', 'search_query: ', 'search_document: '],
    ['BAAI/bge-small-en-v1.5', 'Represent this sentence for searching relevant passages: ', ''],
    ['BAAI/bge-m3', '', ''],
    ['text-embedding-3-small', '', ''],
  ])('of %s', (model, query, passage) => {
    expect([promptOf(model, 'query'), promptOf(model, 'passage')]).toEqual([query, passage]);
  });
});

describe('the tags of a model', () => {
  it.each([
    { provider: 'local', model: 'all-MiniLM-L6-v2', textField: 'text', maxTokens: 512 },
    { provider: 'vllm', model: 'BAAI/bge-m3' },
  ])('name it: %j', (model) => {
    expect(taggedModel(tagsOfModel(model))).toEqual(model);
  });

  it('name no model for an index without one', () => {
    expect(taggedModel({ source: 'x' })).toBeUndefined();
  });

  it('keep slashes of the model’s own name', () => {
    expect(parseModelReference('vllm/BAAI/bge-m3')).toEqual({
      provider: 'vllm',
      model: 'BAAI/bge-m3',
    });
    expect(printModelReference({ provider: 'local', model: 'a' })).toBe('a');
  });
});
