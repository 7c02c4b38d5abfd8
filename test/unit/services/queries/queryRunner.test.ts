import { describe, expect, it } from 'vitest';
import { Failure } from '../../../../src/common/failure.ts';
import { localEnvironment } from '../../../../src/model/environment.ts';
import type { QueryCell } from '../../../../src/model/notebook/cell.ts';
import type { VectorIndex } from '../../../../src/model/vectorIndex.ts';
import type { CellOutcome, CellProblem } from '../../../../src/protocol/notebook.ts';
import { binding, cell, FakeProject, staging, wordsIndex } from '../fakeProject.ts';

const neverAborts = new AbortController().signal;

describe('a query', () => {
  it('answers with hits, what they cost, how long it took and where it ran', async () => {
    expect(await run({})).toEqual({
      kind: 'hits',
      hits: [{ id: 'dog', score: 1, metadata: { class: 'noun' }, values: [] }],
      metric: 'cosine',
      usage: { readUnits: 5 },
      tookMs: 20,
      binding: { environment: 'staging', index: 'words', namespace: '__default__' },
    });
  });

  it('sends what the cell says', async () => {
    const project = new FakeProject();
    const input = { by: 'vector', value: '[1, 0.5, -2e-1]' } as const;
    const filter = '{ "class": "noun" }';
    await run(
      { input, filter, topK: 3, includeValues: true, binding: { namespace: 'n' } },
      project,
    );
    expect(project.queries).toEqual([
      {
        namespace: 'n',
        topK: 3,
        by: { vector: [1, 0.5, -0.2] },
        includeValues: true,
        includeMetadata: true,
        filter: { class: 'noun' },
      },
    ]);
  });

  it('embeds a text with the index’ own model', async () => {
    const project = new FakeProject();
    await run({ input: { by: 'text', value: 'dog' } }, project);
    expect(project.queries.map(({ by }) => by)).toEqual([{ vector: [1, 0, 0] }]);
  });

  it('has its text embedded by the service if the index does that', async () => {
    const project = new FakeProject();
    project.index = { ...wordsIndex, kind: 'records', textModel: 'hosted', tags: {} };
    const outcome = await run({ input: { by: 'text', value: 'a question' }, topK: 3 }, project);
    expect(outcome).toMatchObject({ kind: 'hits', usage: { readUnits: 1 }, model: 'hosted' });
    expect([project.textQueries, project.embedded]).toEqual([
      [{ namespace: '__default__', topK: 3, includeValues: false, text: 'a question' }],
      [],
    ]);
  });

  it('embeds a text with the model that a tag or a setting names', async () => {
    const project = new FakeProject();
    const input = { by: 'text', value: 'a question' } as const;
    project.index = { ...wordsIndex, tags: { 'vectorscope-model': 'sentences' } };
    await run({ input }, project);
    project.index = { ...wordsIndex, tags: {} };
    project.chosenModel = { provider: 'pinecone', model: 'sentences' };
    await run({ input }, project);
    expect(project.queries.map(({ by }) => by)).toEqual([
      { vector: [0.6, 0.8, 0] },
      { vector: [0.6, 0.8, 0] },
    ]);
    expect(project.embedded).toEqual([
      ['sentences', { purpose: 'query' }],
      ['sentences', { purpose: 'query' }],
    ]);
  });

  it('compares the dimension of the model with the index before anything is sent', async () => {
    const project = new FakeProject();
    project.index = { ...wordsIndex, dimension: 4, tags: { 'vectorscope-model': 'sentences' } };
    const outcome = await run({ input: { by: 'text', value: 'a question' } }, project);
    expect([outcome, project.queries]).toEqual([
      {
        kind: 'invalid',
        problems: [
          {
            field: 'input',
            message:
              'The model “sentences” makes vectors of 3 numbers, those of “words” have 4. Choose the model that made them',
          },
        ],
      },
      [],
    ]);
  });

  it('names the provider of a model that this machine does not have', async () => {
    const project = new FakeProject();
    project.chosenModel = { provider: 'ollama', model: 'nomic-embed-text' };
    const outcome = await run({ input: { by: 'text', value: 'a question' } }, project);
    expect(outcome).toMatchObject({
      kind: 'invalid',
      problems: [{ message: expect.stringContaining('needs the provider “ollama”') }],
    });
  });

  it('is empty and has its cost if the filter excludes all records', async () => {
    expect(await run({ filter: '{ "class": "verb" }' })).toMatchObject({
      kind: 'hits',
      hits: [],
      usage: { readUnits: 6 },
    });
  });

  it('reports all that is wrong with a cell at once, and asks nothing', async () => {
    const project = new FakeProject();
    const input = { by: 'vector', value: '[1, two, 3]' } as const;
    const outcome = await run({ input, filter: '{', topK: 0, binding: { index: '' } }, project);
    expect([fieldsOf(outcome), project.queries]).toEqual([
      ['binding', 'input', 'topK', 'filter'],
      [],
    ]);
  });

  it.each<[string, Partial<QueryCell>, CellProblem]>([
    [
      'no environment',
      { binding: { environment: '' } },
      { field: 'binding', message: 'Choose an environment to run in' },
    ],
    [
      'an unknown environment',
      { binding: { environment: 'mars' } },
      {
        field: 'binding',
        message: 'There is no environment “mars” on this machine. Choose another one, or add it',
      },
    ],
    [
      'no index',
      { binding: { index: '' } },
      { field: 'binding', message: 'Choose an index of “staging”' },
    ],
    [
      'an unknown index',
      { binding: { index: 'gone' } },
      { field: 'binding', message: 'There is no index “gone” in “staging”. Choose another one' },
    ],
    [
      'an unknown record',
      { input: { by: 'id', value: 'unicorn' } },
      {
        field: 'input',
        message:
          'There is no record “unicorn” in namespace “__default__” of “words”. Check the id and the namespace',
      },
    ],
    [
      'no input',
      { input: { by: 'text', value: ' ' } },
      { field: 'input', message: 'Type the text to search for' },
    ],
    [
      'words that the model does not know',
      { input: { by: 'text', value: 'qwrtz' } },
      { field: 'input', message: 'The model knows none of these words: qwrtz' },
    ],
    [
      'a vector of the wrong dimension',
      { input: { by: 'vector', value: '[1, 2]' } },
      { field: 'input', message: '“words” has 3 dimensions, the vector has 2' },
    ],
    [
      'a vector without direction',
      { input: { by: 'vector', value: '0, 0, 0' } },
      { field: 'input', message: 'All numbers of the vector are 0, so it has no direction' },
    ],
    [
      'a vector with a word in it',
      { input: { by: 'vector', value: ' [1, two, 3]' } },
      { field: 'input', message: '“two” is not a number', place: { start: 5, end: 8 } },
    ],
    [
      'too many hits',
      { topK: 10_001 },
      { field: 'topK', message: 'Give “top k” a whole number from 1 to 10,000' },
    ],
    [
      'a part of a hit',
      { topK: 1.5 },
      { field: 'topK', message: 'Give “top k” a whole number from 1 to 10,000' },
    ],
  ])('says what is wrong with %s', async (_, change, problem) => {
    expect(await run(change)).toEqual({ kind: 'invalid', problems: [problem] });
  });

  it('says where a filter does not parse', async () => {
    const outcome = await run({ filter: '{ "year": { "$gtr": 3 } }' });
    expect(outcome).toMatchObject({
      kind: 'invalid',
      problems: [{ field: 'filter', place: { start: 12, end: 18 } }],
    });
  });

  it.each<[string, Partial<VectorIndex>, string]>([
    [
      'by text where no model makes the vectors',
      { tags: {} },
      '“words” cannot be queried by text: the model that made its vectors is not known. Run “Choose Embedding Model” or “Which Model Made This?”, or query by record id or by vector',
    ],
    [
      'of an index of documents without text fields',
      { kind: 'documents' },
      '“words” has no text fields to search: query it by a vector',
    ],
  ])('refuses a question %s', async (_, change, message) => {
    const project = new FakeProject();
    project.index = { ...wordsIndex, ...change };
    const outcome = await run({ input: { by: 'text', value: 'dog' } }, project);
    expect(outcome).toMatchObject({ kind: 'invalid', problems: [{ message }] });
  });

  it.each<[string, Failure, Partial<CellOutcome>]>([
    [
      'a refused key',
      new Failure(
        'unauthorized',
        'Could not run the query: the key was refused by words.example.net',
      ),
      {
        message: 'Could not query “words” in “staging”: the key was refused by words.example.net.',
        action: { id: 'updateKey', title: 'Update Key' },
      },
    ],
    [
      'a lost connection',
      new Failure('network', 'words.example.net does not answer'),
      {
        message: 'Could not query “words” in “staging”: words.example.net does not answer.',
        action: { id: 'retry', title: 'Retry' },
      },
    ],
    [
      'a refusal',
      new Failure('badInput', 'The field is not filterable'),
      { message: 'Could not query “words” in “staging”: The field is not filterable.' },
    ],
  ])('says what failed, why and what next after %s', async (_, failure, outcome) => {
    const project = new FakeProject();
    project.failure = failure;
    expect(await run({}, project)).toEqual({ kind: 'failed', ...outcome });
  });

  it('is asked again of an engine that had ended, which is started for it, but not of a service', async () => {
    const local = { ...binding, environment: 'local' };
    const kinds: string[] = [];
    for (const place of [local, binding]) {
      const project = new FakeProject();
      project.failure = new Failure('network', 'Nothing answers at the port');
      project.failuresLeft = 1;
      const runner = project.runner([localEnvironment, staging]);
      kinds.push((await runner.run(cell, place, neverAborts)).kind);
    }
    expect(kinds).toEqual(['hits', 'failed']);
  });

  it('offers to restart the engine if the local environment does not answer', async () => {
    const project = new FakeProject();
    project.failure = new Failure('network', 'The engine does not answer');
    const local = { ...binding, environment: 'local' };
    const outcome = await project.runner([localEnvironment]).run(cell, local, neverAborts);
    expect(outcome).toMatchObject({ action: { id: 'startEngine', title: 'Restart Engine' } });
  });

  it('reports that its index is not ready yet', async () => {
    const project = new FakeProject();
    project.index = { ...wordsIndex, isReady: false, state: 'Initializing' };
    expect(await run({}, project)).toEqual({
      kind: 'failed',
      message:
        'Could not query “words” in “staging”: “words” is not ready, its state is “Initializing”; try again when it is.',
      action: { id: 'retry', title: 'Retry' },
    });
    expect(project.queries).toEqual([]);
  });

  it('says what is wrong with an index that failed, also if the text would have to be embedded', async () => {
    const project = new FakeProject();
    project.index = { ...wordsIndex, isReady: false, state: 'Failed' };
    project.failure = new Failure('damaged', 'The data file of the index “words” is damaged');
    expect(await run({ input: { by: 'text', value: 'dog' } }, project)).toEqual({
      kind: 'failed',
      message:
        'Could not query “words” in “staging”: The data file of the index “words” is damaged.',
      action: { id: 'retry', title: 'Retry' },
    });
  });

  it('looks up the host of an index again after it was lost', async () => {
    const project = new FakeProject();
    project.failure = new Failure('network', 'Nobody there');
    await run({}, project);
    expect(project.expired).toEqual([staging.id]);
  });

  it('is stopped by its signal', async () => {
    const project = new FakeProject();
    project.failure = new Failure('cancelled', 'waits for the signal');
    const controller = new AbortController();
    const outcome = project.runner().run(cell, binding, controller.signal);
    setTimeout(() => controller.abort());
    expect(await outcome).toEqual({ kind: 'stopped' });
  });
});

function run(change: Partial<QueryCell>, project = new FakeProject()): Promise<CellOutcome> {
  return project.runner().run({ ...cell, ...change }, binding, neverAborts);
}

function fieldsOf(outcome: CellOutcome): readonly string[] {
  return outcome.kind === 'invalid' ? outcome.problems.map(({ field }) => field) : [];
}
