import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { seededRandom } from '../../../support/random.ts';
import { TestEngine } from '../testEngine.ts';

type Page = {
  readonly vectors: Readonly<Record<string, { readonly metadata: { readonly of: number } }>>;
  readonly pagination?: { readonly next: string };
};

describe('fetch by metadata', () => {
  const recordCount = 600;
  const random = seededRandom(12);
  const idOf = (at: number): string => `${['a', 'B', '_', '~'][at % 4]}-${at}`;
  const vectorOf = (at: number): object => ({
    id: idOf(at),
    values: [1, random()],
    metadata: { of: at, one_in_30: at % 30 === 0, even: at % 2 === 0 },
  });
  let engine: TestEngine;
  beforeEach(async () => {
    engine = new TestEngine();
    await engine.createIndex('films', 2);
    await engine.upsert(
      'films',
      Array.from({ length: recordCount }, (_, at) => vectorOf(at)),
    );
  });
  afterEach(() => engine.close());

  async function page(filter: object, paginationToken?: string): Promise<Page> {
    const body = {
      filter,
      limit: 7,
      ...(paginationToken === undefined ? {} : { paginationToken }),
    };
    const { status, json } = await engine.send('POST', '/_i/films/vectors/fetch_by_metadata', body);
    expect(status).toBe(200);
    return json as Page;
  }

  async function all(filter: object, between = async (): Promise<void> => {}): Promise<string[]> {
    const found: string[] = [];
    for (let token: string | undefined, isFirst = true; isFirst || token !== undefined;) {
      const { vectors, pagination } = await page(filter, token);
      found.push(...Object.keys(vectors));
      token = pagination?.next;
      isFirst = false;
      await between();
    }
    return found;
  }

  const idsWhere = (passes: (at: number) => boolean): string[] =>
    Array.from({ length: recordCount }, (_, at) => at)
      .filter(passes)
      .map(idOf)
      .sort();

  it.each([
    { what: 'few records', filter: { one_in_30: true }, passes: (at: number) => at % 30 === 0 },
    { what: 'half of all', filter: { even: true }, passes: (at: number) => at % 2 === 0 },
    { what: 'one', filter: { of: 17 }, passes: (at: number) => at === 17 },
    { what: 'none', filter: { of: -1 }, passes: () => false },
  ])('pages through $what in the order of their ids', async ({ filter, passes }) => {
    expect(await all(filter)).toEqual(idsWhere(passes));
  });

  it('includes records written between pages, and excludes deleted ones', async () => {
    const last = '~-z';
    let isDone = false;
    const found = await all({ one_in_30: true }, async () => {
      if (isDone) return;
      isDone = true;
      await engine.send('POST', '/_i/films/vectors/delete', { ids: [idOf(570)] });
      await engine.upsert('films', [
        { id: idOf(480), values: [1, 1], metadata: { of: 480, one_in_30: false } },
        { id: last, values: [1, 1], metadata: { of: 9, one_in_30: true } },
      ]);
    });
    const expected = idsWhere((at) => at % 30 === 0 && at !== 570 && at !== 480);
    expect(found).toEqual([...expected, last]);
  });
});
