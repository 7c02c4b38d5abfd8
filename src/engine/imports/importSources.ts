import { constants } from 'node:fs';
import { access, readdir, stat } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { Failure } from '../../common/failure.ts';
import { defaultNamespace } from '../../model/vectorIndex.ts';
import { decodeNamespace } from '../server/schemas/recordNames.ts';

export type ImportSource = {
  readonly file: string;
  readonly format: 'ndjson' | 'parquet';
  readonly namespace: string;
  readonly sizeBytes: number;
};

export type FoundSources = {
  /** In the order of their names. */
  readonly sources: readonly ImportSource[];
  /** Paths within the folder of files that only look like files of records. */
  readonly skipped: readonly string[];
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
 * The files that an import reads: one file, or those of a folder. As in a bucket, folders in it are namespaces, and files
 * directly in it are for the default one. Throws `notFound`, and `badInput` where there is nothing to read, where a file
 * cannot be read, and where a folder cannot be a namespace.
 */
export async function findSources(location: string): Promise<FoundSources> {
  const stats = await stat(location).catch((error: unknown) => {
    throw new Failure('notFound', `There is no ${location} on this machine`, { cause: error });
  });
  if (stats.isFile()) {
    const format = formatOf(location);
    const sizeBytes = await readableSize(location);
    if (format !== undefined && sizeBytes !== undefined) {
      const source = { file: location, format, namespace: defaultNamespace, sizeBytes };
      return { sources: [source], skipped: [] };
    }
  }
  const found = stats.isDirectory() ? await sourcesIn(location) : { sources: [], skipped: [] };
  if (found.sources.length > 0) return found;
  const message = `There is nothing to import at ${location}: no file ends with ${Object.keys(formats).join(', ')}`;
  throw new Failure('badInput', message);
}

async function sourcesIn(folder: string): Promise<FoundSources> {
  const sources: ImportSource[] = [];
  const skipped: string[] = [];
  for (const entry of (await readdir(folder, { recursive: true })).toSorted()) {
    const format = formatOf(entry);
    if (format === undefined) continue;
    if (isOfTheSystem(entry)) {
      skipped.push(entry);
      continue;
    }
    const file = path.join(folder, entry);
    const sizeBytes = await readableSize(file);
    if (sizeBytes !== undefined)
      sources.push({ file, format, namespace: namespaceOf(entry), sizeBytes });
  }
  return { sources, skipped };
}

function formatOf(file: string): ImportSource['format'] | undefined {
  return formats[path.extname(file).toLowerCase()];
}

/** Hidden files, and what macOS puts beside each file of an archive. */
function isOfTheSystem(entry: string): boolean {
  return entry.split(path.sep).some((part) => part.startsWith('.') || part === '__MACOSX');
}

function namespaceOf(entry: string): string {
  const [folder = '', ...rest] = entry.split(path.sep);
  if (rest.length === 0) return defaultNamespace;
  try {
    return decodeNamespace(folder);
  } catch (error) {
    const message = `The folder “${folder}” cannot be a namespace: names have 1 to 512 ASCII characters and no NUL. Rename it`;
    throw new Failure('badInput', message, { cause: error });
  }
}

/** Undefined for what is there and is no file: folders may be called like files. Throws `badInput` that names it. */
async function readableSize(file: string): Promise<number | undefined> {
  try {
    const stats = await stat(file);
    if (!stats.isFile()) return undefined;
    await access(file, constants.R_OK);
    return stats.size;
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new Failure('badInput', `${file} cannot be read: ${reason}`, { cause: error });
  }
}
