import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { runToCompletion } from '../../../../src/engine/workers/cooperativeTasks.ts';
import { TextRows } from '../../../../src/engine/textSearch/textRows.ts';
import { seededRandom } from '../../../support/random.ts';

const analysis = { language: 'en', stemming: false, stopWords: false };
const vocabulary = Array.from({ length: 40 }, (_, at) => `word${at}`);

/** SQLite's own full text search is the judge: another implementation of BM25, with the same two constants. */
describe('the ranking by BM25', () => {
  let judge: DatabaseSync;
  let texts: TextRows;
  const random = seededRandom(7);
  beforeEach(() => {
    judge = new DatabaseSync(':memory:');
    judge.exec(`CREATE VIRTUAL TABLE documents USING fts5 (body, tokenize = 'unicode61')`);
    texts = new TextRows({ body: { type: 'string', analysis } });
  });
  afterEach(() => judge.close());

  /** Some words are in most texts, others in few. */
  const randomText = (): string =>
    Array.from(
      { length: 1 + Math.floor(random() * 60) },
      () => vocabulary[Math.floor(random() ** 3 * vocabulary.length)],
    ).join(' ');

  function write(pk: number, body: string): void {
    remove(pk);
    texts.set(pk, `id${pk}`, { body });
    judge.prepare('INSERT INTO documents (rowid, body) VALUES (?, ?)').run(pk, body);
  }

  function remove(pk: number): void {
    texts.delete(`id${pk}`);
    judge.prepare('DELETE FROM documents WHERE rowid = ?').run(pk);
  }

  const ours = (query: string): Map<number, number> => {
    const clause = { type: 'text', fields: ['body'], query } as const;
    const { rows, scores, records } = runToCompletion(texts.score([clause]));
    return new Map([...rows].map((row, at) => [records[row]!.pk, scores[at]!]));
  };
  const theirs = (query: string): Map<number, number> =>
    new Map(
      judge
        .prepare('SELECT rowid, bm25(documents) AS score FROM documents WHERE documents MATCH ?')
        .all(query)
        .map((row) => [Number(row['rowid']), -Number(row['score'])]),
    );

  /** Both weigh a word by how rare it is, each in its way: for one word alone that is one factor for all texts. */
  function wordsThatDiffer(): string[] {
    return vocabulary.filter((word) => {
      const [mine, judged] = [ours(word), theirs(word)];
      const factors = [...mine].map(([pk, score]) => score / (judged.get(pk) ?? 0));
      const isSame = factors.every((factor) => Math.abs(factor / factors[0]! - 1) < 1e-9);
      return mine.size !== judged.size || !isSame;
    });
  }

  it('is that of SQLite for each word of random texts', () => {
    for (let pk = 1; pk <= 300; pk++) write(pk, randomText());
    expect(wordsThatDiffer()).toEqual([]);
  });

  it('stays so while texts are changed and taken away, and rows are swept out', () => {
    for (let step = 0; step < 4000; step++) {
      const pk = 1 + Math.floor(random() * 150);
      if (random() < 0.8) write(pk, randomText());
      else remove(pk);
    }
    expect(wordsThatDiffer()).toEqual([]);
  });

  it('adds up the words of a query, each weighed by how rare it is', () => {
    for (let pk = 1; pk <= 200; pk++) write(pk, randomText());
    const [common, rare] = [ours('word0'), ours('word39')];
    const both = ours('word0 word39 word0');
    for (const [pk, score] of both)
      expect(score).toBeCloseTo((common.get(pk) ?? 0) + (rare.get(pk) ?? 0), 9);
    const inverse = (count: number): number => Math.log(1 + (200 - count + 0.5) / (count + 0.5));
    const factors = [common, rare].map((scores, at) => {
      const judged = theirs(['word0', 'word39'][at]!);
      const [[pk, score] = [0, 0]] = scores;
      const weight = Math.max(1e-6, Math.log((200 - judged.size + 0.5) / (judged.size + 0.5)));
      return (score / judged.get(pk)!) * (weight / inverse(judged.size));
    });
    for (const factor of factors) expect(factor).toBeCloseTo(1, 6);
  });
});
