import { DatabaseSync } from 'node:sqlite';
import { requirePeer } from '../shared/peers.ts';

export type SparseVector = {
  readonly indices: readonly number[];
  readonly values: readonly number[];
};

/** What finds the best rows for a query, in this process. */
export type Peer<Row> = {
  readonly name: string;
  readonly search: (query: Row, topK: number) => readonly number[];
};

/** What is used of the package. */
type MiniSearchClass = new (options: object) => {
  addAll(documents: readonly object[]): void;
  search(text: string): readonly { readonly id: number }[];
};

/** A list of rows for each index, as a programmer writes it: scores of all rows in one array, and a sort of the best. */
export function invertedIndex(rows: readonly SparseVector[]): Peer<SparseVector> {
  const lists = new Map<number, { rows: number[]; values: number[] }>();
  rows.forEach(({ indices, values }, row) =>
    indices.forEach((index, at) => {
      const list = lists.get(index) ?? { rows: [], values: [] };
      list.rows.push(row);
      list.values.push(values[at]!);
      lists.set(index, list);
    }),
  );
  const postings = new Map(
    [...lists].map(([index, list]) => [
      index,
      { rows: Uint32Array.from(list.rows), values: Float32Array.from(list.values) },
    ]),
  );
  const scores = new Float64Array(rows.length);
  return {
    name: 'a plain inverted index',
    search: ({ indices, values }, topK) => {
      scores.fill(0);
      indices.forEach((index, at) => {
        const list = postings.get(index);
        if (list === undefined) return;
        const weight = values[at]!;
        for (let one = 0; one < list.rows.length; one++)
          scores[list.rows[one]!]! += weight * list.values[one]!;
      });
      return best(scores, topK);
    },
  };
}

/** The rows with the highest scores above 0, the best first. */
function best(scores: Float64Array, topK: number): readonly number[] {
  const found: number[] = [];
  let least = 0;
  for (let row = 0; row < scores.length; row++) {
    if (scores[row]! <= least) continue;
    found.push(row);
    if (found.length < 4 * topK) continue;
    found.sort((one, other) => scores[other]! - scores[one]!).length = topK;
    least = scores[found[topK - 1]!]!;
  }
  return found.sort((one, other) => scores[other]! - scores[one]!).slice(0, topK);
}

/** SQLite's full-text index in memory. */
export function fts5(texts: readonly string[]): Peer<string> {
  const database = new DatabaseSync(':memory:');
  database.exec('CREATE VIRTUAL TABLE texts USING fts5(text)');
  const insert = database.prepare('INSERT INTO texts (rowid, text) VALUES (?, ?)');
  database.exec('BEGIN');
  texts.forEach((text, row) => insert.run(row + 1, text));
  database.exec(`COMMIT; INSERT INTO texts (texts) VALUES ('optimize')`);
  const select = database.prepare(
    'SELECT rowid FROM texts WHERE texts MATCH ? ORDER BY rank LIMIT ?',
  );
  return {
    name: 'SQLite FTS5',
    search: (text, topK) =>
      select.all(text.split(' ').join(' OR '), topK).map(({ rowid }) => Number(rowid) - 1),
  };
}

export function miniSearch(texts: readonly string[]): Peer<string> {
  const MiniSearch = requirePeer('minisearch') as MiniSearchClass;
  const index = new MiniSearch({ fields: ['text'] });
  index.addAll(texts.map((text, id) => ({ id, text })));
  return {
    name: 'minisearch',
    search: (text, topK) =>
      index
        .search(text)
        .slice(0, topK)
        .map(({ id }) => id),
  };
}
