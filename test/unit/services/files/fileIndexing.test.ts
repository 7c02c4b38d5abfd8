import { describe, expect, it } from 'vitest';
import type { DeleteRequest, TextRecord } from '../../../../src/pinecone/pineconeClient.ts';
import {
  indexTextFiles,
  type FileIndexingResult,
} from '../../../../src/services/files/fileIndexing.ts';

/** A namespace that keeps the records it is given. */
class Namespace {
  readonly records = new Map<string, TextRecord>();

  async list(_namespace: string, { next }: { next?: string }) {
    const ids = [...this.records.keys()].toSorted((one, other) => (one < other ? -1 : 1));
    const from = next === undefined ? 0 : Number(next);
    const items = ids.slice(from, from + 100);
    const isLast = from + 100 >= ids.length;
    return { value: isLast ? { items } : { items, next: String(from + 100) }, usage: {} };
  }

  async upsertTexts(_namespace: string, records: readonly TextRecord[]): Promise<void> {
    for (const record of records) this.records.set(record.id, record);
  }

  async delete(request: DeleteRequest): Promise<void> {
    if ('ids' in request) for (const id of request.ids) this.records.delete(id);
  }
}

const files = [
  { path: 'docs/a.md', text: '# A\none\n\n## B\ntwo' },
  { path: 'src/über uns.ts', text: 'export const x = 1;' },
];

function run(
  namespace: Namespace,
  texts = files,
  signal = new AbortController().signal,
  onProgress: (done: number, of: number) => void = () => undefined,
): Promise<FileIndexingResult> {
  return indexTextFiles(namespace, texts, onProgress, signal);
}

describe('indexTextFiles', () => {
  it('writes each passage with its title, path and text', async () => {
    const namespace = new Namespace();
    expect(await run(namespace)).toEqual({ written: 3, unchanged: 0, removed: 0 });
    expect([...namespace.records.values()].map(({ fields }) => fields)).toEqual([
      { title: 'A', path: 'docs/a.md', passage: 1, text: 'one' },
      { title: 'A › B', path: 'docs/a.md', passage: 2, text: 'two' },
      { title: 'über uns.ts', path: 'src/über uns.ts', passage: 1, text: 'export const x = 1;' },
    ]);
  });

  it('writes only what changed in a second run, and removes what is gone', async () => {
    const namespace = new Namespace();
    await run(namespace);
    expect(await run(namespace)).toEqual({ written: 0, unchanged: 3, removed: 0 });
    const changed = [{ path: 'docs/a.md', text: '# A\none\n\n## B\nthree' }];
    expect(await run(namespace, changed)).toEqual({ written: 1, unchanged: 1, removed: 2 });
    const texts = [...namespace.records.values()].map(({ fields }) => fields['text']);
    expect(new Set(texts)).toEqual(new Set(['one', 'three']));
  });

  it('continues after a cancelled run from where it was', async () => {
    const namespace = new Namespace();
    const many = Array.from({ length: 250 }, (_, at) => ({
      path: `${at}.txt`,
      text: `text ${at}`,
    }));
    const stop = new AbortController();
    const stopped = run(namespace, many, stop.signal, (done) => {
      if (done >= 32) stop.abort();
    });
    await expect(stopped).rejects.toMatchObject({ kind: 'cancelled' });
    const already = namespace.records.size;
    expect(await run(namespace, many)).toEqual({
      written: 250 - already,
      unchanged: already,
      removed: 0,
    });
    expect(already).toBe(32);
  });

  it('refuses a path that cannot be the id of a record', async () => {
    const long = [{ path: `${'a'.repeat(600)}.txt`, text: 'text' }];
    await expect(run(new Namespace(), long)).rejects.toMatchObject({
      kind: 'badInput',
      message: expect.stringContaining('is too long'),
    });
  });
});
