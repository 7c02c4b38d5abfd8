import { readdir, readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import { Failure } from '../../common/failure.ts';
import { memberOf } from '../../common/objects.ts';
import type { FileRows } from '../../model/files/rowFile.ts';

/**
 * Reads the rows of an export by vector-io, whose `VDF_META.json` is given. The column `namespace` names those that the export
 * has.
 */
export async function* readVdf(meta: string, readParquet: ReadFile): AsyncGenerator<FileRows> {
  let before = 0;
  const files = await parquetFilesOf(meta);
  for (const [at, { file, namespace }] of files.entries()) {
    let count = 0;
    for await (const { rows, share } of readParquet(file)) {
      count += rows.length;
      yield {
        rows: rows.map((row) => ({
          ...row,
          place: before + row.place,
          ...('cells' in row && namespace !== '' && { cells: { namespace, ...row.cells } }),
        })),
        share: (at + share) / files.length,
      };
    }
    before += count;
  }
}

/** The file of an export by vector-io that names its Parquet files. */
export const vdfName = 'VDF_META.json';

type Part = { readonly folder: string; readonly namespace: string };
type ReadFile = (file: string) => AsyncIterable<FileRows>;

async function parquetFilesOf(
  meta: string,
): Promise<readonly { readonly file: string; readonly namespace: string }[]> {
  const found: { file: string; namespace: string }[] = [];
  for (const { folder, namespace } of partsIn(await readFile(meta, 'utf8'))) {
    const place = path.join(path.dirname(meta), folder);
    const isFile = await stat(place).then(
      (stats) => stats.isFile(),
      () => false,
    );
    const names = isFile ? [''] : await readdir(place).catch(() => []);
    const files = names.filter((name) => isFile || name.endsWith('.parquet')).toSorted();
    if (files.length === 0)
      throw new Failure('badInput', `it names “${folder}”, where there is no Parquet file`);
    found.push(...files.map((name) => ({ file: path.join(place, name), namespace })));
  }
  return found;
}

/** Returns the folders that the description of an export names. */
function partsIn(text: string): readonly Part[] {
  const parts = Object.values(memberOf(parsed(text), 'indexes') ?? {})
    .flat()
    .flatMap((part: unknown): Part[] => {
      const folder = memberOf(part, 'data_path');
      const namespace = memberOf(part, 'namespace');
      const isInside =
        typeof folder === 'string' &&
        !path.isAbsolute(folder) &&
        !/(?:^|[/\\])\.\.(?:[/\\]|$)/.test(folder);
      return isInside
        ? [{ folder, namespace: typeof namespace === 'string' ? namespace : '' }]
        : [];
    });
  if (parts.length > 0) return parts;
  throw new Failure('badInput', 'it describes no export: “indexes” with “data_path” is missing');
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new Failure('badInput', 'it is not valid JSON', { cause });
  }
}
