import { throwIfAborted } from '../../common/async.ts';
import { Failure } from '../../common/failure.ts';
import { listPages } from '../../common/listPages.ts';
import { chunkFile } from '../../model/files/fileChunks.ts';
import { textHash } from '../../model/files/textHash.ts';
import { defaultNamespace } from '../../model/vectorIndex.ts';
import type { IndexClient, TextRecord } from '../../pinecone/pineconeClient.ts';

/**
 * Makes the records of an index those of the files: writes new and changed passages, and deletes those that are gone. The
 * id of a passage holds a hash of its text, so a second run writes only what changed, also after a cancelled one.
 */
export async function indexTextFiles(
  records: Records,
  files: readonly TextFile[],
  onProgress: (done: number, of: number) => void,
  signal: AbortSignal,
): Promise<FileIndexingResult> {
  const wanted = new Map(files.flatMap(recordsOf).map((record) => [record.id, record]));
  const existing = await listIds(records, signal);
  const missing = [...wanted.values()].filter(({ id }) => !existing.has(id));
  const gone = [...existing].filter((id) => !wanted.has(id));
  onProgress(0, missing.length);
  for (let from = 0; from < missing.length; from += batchSize) {
    throwIfAborted(signal);
    await records.upsertTexts(defaultNamespace, missing.slice(from, from + batchSize), signal);
    onProgress(Math.min(from + batchSize, missing.length), missing.length);
  }
  for (let from = 0; from < gone.length; from += deletedAtOnce) {
    const ids = gone.slice(from, from + deletedAtOnce);
    await records.delete({ namespace: defaultNamespace, ids }, signal);
  }
  return {
    written: missing.length,
    unchanged: wanted.size - missing.length,
    removed: gone.length,
  };
}

/** A file of text, by its path below the folder. */
export type TextFile = { readonly path: string; readonly text: string };

export type FileIndexingResult = {
  readonly written: number;
  readonly unchanged: number;
  readonly removed: number;
};

type Records = Pick<IndexClient, 'list' | 'upsertTexts' | 'delete'>;

/** Passages of one request: few enough that progress moves. */
const batchSize = 16;
const deletedAtOnce = 1000;
const maxPages = 100_000;
const longestId = 512;

function recordsOf({ path, text }: TextFile): readonly TextRecord[] {
  const name = path.split('/').at(-1) ?? path;
  return chunkFile(name, text).map((chunk, at) => {
    const id = `${encodeURI(path)}#${at + 1}-${textHash(`${chunk.title}\n${chunk.text}`)}`;
    if (id.length > longestId) throw new Failure('badInput', `The path “${path}” is too long`);
    return { id, fields: { title: chunk.title, path, passage: at + 1, text: chunk.text } };
  });
}

async function listIds(records: Records, signal: AbortSignal): Promise<Set<string>> {
  const ids = new Set<string>();
  const pages = listPages(
    {
      purpose: 'list the passages',
      maxPages,
      ask: async (next, both) => {
        const page = next === undefined ? {} : { next };
        return (await records.list(defaultNamespace, { limit: 100, ...page }, both)).value;
      },
    },
    signal,
  );
  for await (const { items } of pages) for (const id of items) ids.add(id);
  return ids;
}
