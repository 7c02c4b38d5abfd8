import { describe, expect, it } from 'vitest';
import type { QueryCell } from '../../../../../src/model/notebook/cell.ts';
import type { CellResult } from '../../../../../src/protocol/notebook.ts';
import {
  KeptResultWriter,
  restoredRuns,
  textWithout,
  type EndedRun,
} from '../../../../../src/services/notebook/kept/keptResults.ts';
import { parseKept } from '../../../../../src/vscode/notebook/kept/parseKept.ts';
import { binding, cell } from '../../fakeProject.ts';

const first: QueryCell = { ...cell, id: '1', name: 'pets' };
const second: QueryCell = { ...cell, id: '2', name: '', topK: 3 };

const hits = (id: string, environment = binding.environment): CellResult => ({
  kind: 'hits',
  hits: [{ id, score: 0.5, metadata: { year: 1999 }, values: [] }],
  metric: 'cosine',
  usage: {},
  tookMs: 5,
  binding: { ...binding, environment },
});

const ended = (ranAs: QueryCell, outcome: CellResult): EndedRun => ({
  ranAs,
  outcome,
  endedAtMs: 1000,
});

const write = (results: Readonly<Record<string, EndedRun>>): string =>
  new KeptResultWriter().text([first, second], (id) => results[id]);

describe('kept results', () => {
  it('come back to the cells with the same content, wherever they are now', () => {
    const text = write({ 1: ended(first, hits('a')), 2: ended(second, hits('b')) });
    const now = [
      { ...second, id: 'x' },
      { ...first, id: 'y' },
    ];
    const runs = restoredRuns(parseKept(text), now);
    expect([...runs].map(([id, run]) => [id, run.ranAs.id, run.outcome])).toEqual([
      ['y', 'y', hits('a')],
      ['x', 'x', hits('b')],
    ]);
  });

  it('come back to a cell that changed by its name, and to no other one', () => {
    const text = write({ 1: ended(first, hits('a')), 2: ended(second, hits('b')) });
    const now = [
      { ...first, id: 'x', topK: 99 },
      { ...second, id: 'y', topK: 99 },
    ];
    expect([...restoredRuns(parseKept(text), now).keys()]).toEqual(['x']);
  });

  it('are none of a damaged text, of another format, or of a result that is not whole', () => {
    const text = write({ 1: ended(first, hits('a')) });
    const broken = text.replace('"score":0.5', '"score":"x"');
    const texts = ['', '{', text.slice(0, -3), text.replace('"format":1', '"format":0'), broken];
    expect(texts.map(parseKept)).toEqual([[], [], [], [], []]);
  });

  it('can be written without those of an environment', () => {
    const text = write({ 1: ended(first, hits('a', 'gone')), 2: ended(second, hits('b')) });
    expect(parseKept(textWithout(parseKept(text), 'gone')).map(({ outcome }) => outcome)).toEqual([
      hits('b'),
    ]);
  });

  it('leave out the largest of a notebook whose results are too large', () => {
    const large = { ...hits('a'), model: 'x'.repeat(17 * 1024 ** 2) };
    const text = write({ 1: ended(first, large), 2: ended(second, hits('b')) });
    expect(parseKept(text).map(({ outcome }) => outcome)).toEqual([hits('b')]);
  });
});
