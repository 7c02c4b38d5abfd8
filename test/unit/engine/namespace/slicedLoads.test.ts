import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { newest, TestEngine, type Answer } from '../testEngine.ts';
import { seededRandom } from '../../../support/random.ts';

const count = 6000;
const wordsPerText = 60;
const random = seededRandom(5);
const word = (): string => `w${Math.floor(random() ** 2 * 3000)}`;

/** What is read when it is first searched takes many slices here, between which other calls are answered. */
describe('a first search', () => {
  let engine: TestEngine;
  beforeEach(async () => {
    const first = new TestEngine();
    const text = { type: 'string', full_text_search: {} };
    const embedding = { type: 'dense_vector', dimension: 8, metric: 'cosine' };
    const schema = { fields: { text, embedding } };
    await first.send('POST', '/indexes', { name: 'notes', schema }, newest);
    await first.createIndex('plain', 64);
    for (let start = 0; start < count; start += 1000) {
      const rows = Array.from({ length: 1000 }, (_, at) => start + at);
      const documents = rows.map((row) => ({
        id: `d${row}`,
        metadata: { text: Array.from({ length: wordsPerText }, word).join(' '), row },
        values: Float32Array.from({ length: 8 }, random),
      }));
      await first.calls.call('documents.upsert', { index: 'notes', namespace: 'n', documents });
      const values = Float32Array.from({ length: 1000 * 64 }, random).buffer;
      const metadata = rows.map((row) => ({ row, text: 'x'.repeat(300) }));
      const batch = { ids: documents.map(({ id }) => id), values, metadata };
      await first.calls.call('records.upsert', { index: 'plain', namespace: 'n', batch });
    }
    first.close();
    engine = new TestEngine(first.folder);
  });
  afterEach(() => engine.close());

  const onDocuments = (call: string, body: object): Promise<Answer> =>
    engine.send('POST', `/_i/notes/namespaces/n/documents/${call}`, body, newest);
  const searchText = async (query: string): Promise<string[]> => {
    const body = { score_by: [{ type: 'text', fields: ['text'], query }], top_k: 5 };
    const { json } = await onDocuments('search', body);
    return (json as { matches: { _id: string }[] }).matches.map(({ _id: id }) => id);
  };
  const filtered = async (filter: object): Promise<string[]> => {
    const vector = Array.from({ length: 64 }, () => 1);
    const { json } = await engine.query('plain', { topK: 5, vector, namespace: 'n', filter });
    return (json as { matches: { id: string }[] }).matches.map(({ id }) => id);
  };

  /** Reads a record of each index. The database answers: nothing has to be loaded first. */
  const readOthers = async (): Promise<void> => {
    const answers = await Promise.all([
      engine.send('GET', '/_i/plain/vectors/fetch?ids=d3&namespace=n'),
      onDocuments('fetch', { ids: ['d3'] }),
    ]);
    expect(answers.map(({ status }) => status)).toEqual([200, 200]);
  };

  it('of texts lets other calls be answered, and sees what they write', async () => {
    const order: string[] = [];
    const searched = searchText('w1').then(() => order.push('search'));
    const read = readOthers().then(() => order.push('reads'));
    const changes = [
      onDocuments('upsert', { documents: [{ _id: 'new', text: 'unheard of' }] }),
      onDocuments('upsert', { documents: [{ _id: `d${count - 1}`, text: 'unheard' }] }),
      onDocuments('update', { documents: [{ _id: 'd1', text: 'unheard again and more' }] }),
      onDocuments('upsert', { documents: [{ _id: 'gone', text: 'unheard' }] }).then(() =>
        onDocuments('delete', { ids: ['gone'] }),
      ),
    ];
    await Promise.all([...changes, read, searched]);
    expect(order).toEqual(['reads', 'search']);
    expect(await searchText('unheard')).toEqual([`d${count - 1}`, 'new', 'd1']);
  });

  it.each([
    ['any of several conditions', { $or: [{ text: { $match_any: 'w1 unheard' } }, { row: 7 }] }],
    ['a condition that is necessary', { text: { $match_any: 'w1 unheard' }, row: { $gte: 0 } }],
  ])(
    'of documents by %s lets other calls be answered, and sees what they write',
    async (_, filter) => {
      await searchText('w1');
      const ids = async (): Promise<string[]> => {
        const found: string[] = [];
        for (let token: string | undefined = ''; token !== undefined;) {
          const body = { filter, limit: 500, pagination_token: token, include_fields: ['row'] };
          const { json } = await onDocuments('fetch', body);
          const page = json as { documents: object; pagination?: { next: string } };
          found.push(...Object.keys(page.documents));
          token = page.pagination?.next;
        }
        return found;
      };
      const before = await ids();
      const [kept, gone] = before.slice(-2);
      const order: string[] = [];
      const asked = onDocuments('fetch', { filter, limit: 10_000, include_fields: ['row'] });
      const fetched = asked.then(({ json }) => {
        order.push('fetch');
        return Object.keys((json as { documents: object }).documents);
      });
      const read = readOthers().then(() => order.push('reads'));
      await Promise.all([
        read,
        onDocuments('upsert', { documents: [{ _id: 'e', text: 'unheard', row: 1 }] }),
        onDocuments('upsert', { documents: [{ _id: kept, text: 'w1 again', row: 1 }] }),
        onDocuments('delete', { ids: [gone] }),
      ]);
      const after = await fetched;
      expect(order).toEqual(['reads', 'fetch']);
      const now = await ids();
      expect(now).toHaveLength(before.length);
      // Each change is seen or not, by whether it came before the documents were read.
      const isChanged = (id: string): boolean => id === 'e' || id === gone;
      expect(after.filter((id) => !isChanged(id))).toEqual(now.filter((id) => !isChanged(id)));
      expect(now).toEqual([...before.filter((id) => id !== gone), 'e']);
    },
  );

  it('of vectors by a field lets other calls be answered, and sees what they write', async () => {
    const order: string[] = [];
    const searched = filtered({ row: 3 }).then((ids) => order.push(...ids));
    const read = readOthers().then(() => order.push('reads'));
    const values = Array.from({ length: 64 }, () => 1);
    const sent = (id: string): Promise<Answer> =>
      engine.upsert('plain', [{ id, values, metadata: { row: -1 } }], 'n');
    await Promise.all([sent('new'), sent('d9'), sent('gone')]);
    const selection = { ids: ['gone', 'd10'], namespace: 'n' };
    await engine.send('POST', '/_i/plain/vectors/delete', selection);
    await Promise.all([read, searched]);
    expect(order).toEqual(['reads', 'd3']);
    expect([await filtered({ row: -1 }), await filtered({ row: { $in: [9, 10] } })]).toEqual([
      ['d9', 'new'],
      [],
    ]);
  });

  it('is refused once its index is deleted', async () => {
    const clause = { type: 'text', fields: ['text'], query: 'w1' };
    const query = { topK: 1, vector: Array.from({ length: 64 }, () => 1), namespace: 'n' };
    const searches = Promise.all([
      onDocuments('search', { score_by: [clause], top_k: 1 }),
      engine.query('plain', { ...query, filter: { row: 3 } }),
    ]);
    await Promise.all(['notes', 'plain'].map((name) => engine.send('DELETE', `/indexes/${name}`)));
    for (const { status } of await searches) expect([404, 503]).toContain(status);
    expect(engine.log.text).not.toContain('failed');
  });
});
