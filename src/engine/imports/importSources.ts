import { readdir, stat } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { Failure } from '../../common/failure.ts';
import { defaultNamespace } from '../../model/vectorIndex.ts';

export type ImportSource = {
  readonly file: string;
  readonly format: 'ndjson' | 'parquet';
  readonly namespace: string;
  readonly sizeBytes: number;
};

const formats: Readonly<Record<string, ImportSource['format']>> = {
  '.ndjson': 'ndjson',
  '.jsonl': 'ndjson',
  '.parquet': 'parquet',
};

/** The path that a `file:` URI names. Throws `badInput` on other ones. */
export function pathOfUri(uri: string): string {
  try {
    const url = new URL(uri);
    if (url.protocol === 'file:') return fileURLToPath(url);
  } catch (error) {
    const message = `“${uri}” is no address of a file: give one like file:///home/me/films.ndjson`;
    throw new Failure('badInput', message, { cause: error });
  }
  const message = `The local engine imports files of this machine, by addresses like file:///home/me/films.ndjson, not ${uri}`;
  throw new Failure('badInput', message);
}

/**
 * The files that an import reads, in the order of their names: one file, or those of a folder. As in a bucket, folders
 * in it are namespaces, and files directly in it are for the default one. Throws `notFound`, and `badInput` where there
 * is nothing to read.
 */
export async function findSources(location: string): Promise<readonly ImportSource[]> {
  const stats = await stat(location).catch((error: unknown) => {
    throw new Failure('notFound', `There is no ${location} on this machine`, { cause: error });
  });
  if (stats.isFile()) {
    const format = formats[path.extname(location).toLowerCase()];
    if (format !== undefined)
      return [{ file: location, format, namespace: defaultNamespace, sizeBytes: stats.size }];
  }
  const sources = stats.isDirectory() ? await sourcesIn(location) : [];
  if (sources.length > 0) return sources;
  const message = `There is nothing to import at ${location}: no file ends with ${Object.keys(formats).join(', ')}`;
  throw new Failure('badInput', message);
}

async function sourcesIn(folder: string): Promise<readonly ImportSource[]> {
  const sources: ImportSource[] = [];
  for (const entry of (await readdir(folder, { recursive: true })).toSorted()) {
    const file = path.join(folder, entry);
    const format = formats[path.extname(entry).toLowerCase()];
    if (format === undefined) continue;
    const stats = await stat(file);
    const [namespace = defaultNamespace, ...rest] = entry.split(path.sep);
    const isDirect = rest.length === 0;
    if (stats.isFile())
      sources.push({
        file,
        format,
        namespace: isDirect ? defaultNamespace : namespace,
        sizeBytes: stats.size,
      });
  }
  return sources;
}
