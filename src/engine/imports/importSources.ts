import { constants } from 'node:fs';
import { access, readdir, stat } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { Failure } from '../../common/failure.ts';
import { defaultNamespace } from '../../model/vectorIndex.ts';
import { decodeNamespace } from '../server/schemas/recordIdentifiers.ts';

/** Returns the path of a `file:` URI. Throws `badInput` for other URIs. */
export function pathOfUri(uri: string): string {
  try {
    const url = new URL(uri);
    if (url.protocol === 'file:') return fileURLToPath(url);
  } catch (error) {
    const message = `“${uri}” is not a file URI: use one like file:///home/me/films.ndjson`;
    throw new Failure('badInput', message, { cause: error });
  }
  const message = `The local engine imports files from this machine only, by URIs like file:///home/me/films.ndjson, not ${uri}`;
  throw new Failure('badInput', message);
}

/** One file to import and its namespace. */
export type ImportSource = {
  readonly file: string;
  readonly format: 'ndjson' | 'parquet';
  /** Absent for a single file, whose vectors may name their namespaces. */
  readonly namespace?: string;
  readonly sizeBytes: number;
};

export type FoundSources = {
  /** Sorted by name. */
  readonly sources: readonly ImportSource[];
  /** Paths within the folder of hidden files that match by extension only. */
  readonly skipped: readonly string[];
};

const formats: Readonly<Record<string, ImportSource['format']>> = {
  '.ndjson': 'ndjson',
  '.jsonl': 'ndjson',
  '.parquet': 'parquet',
};

/**
 * Finds the files to import: one file, or those of a folder. Subfolders of the folder are namespaces, and files directly in the
 * folder belong to the default namespace, as in a bucket. Throws `notFound`; throws `badInput` if there is no file,
 * a file is unreadable, or a folder's name is not a valid namespace.
 */
export async function findSources(location: string): Promise<FoundSources> {
  const stats = await stat(location).catch((error: unknown) => {
    throw new Failure('notFound', `There is no ${location} on this machine`, { cause: error });
  });
  if (stats.isFile()) {
    const format = formatOf(location);
    const sizeBytes = await readableSize(location);
    if (format !== undefined && sizeBytes !== undefined) {
      return { sources: [{ file: location, format, sizeBytes }], skipped: [] };
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
    if (isHiddenFile(entry)) {
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

/** Whether the path contains a hidden file or one of macOS's resource files. */
function isHiddenFile(entry: string): boolean {
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

/**
 * Returns the size of a readable file, or undefined if it is not a file. Throws `badInput` that names an unreadable
 * file.
 */
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
