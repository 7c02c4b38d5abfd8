import { textKeys } from '../../model/record.ts';
import { maxIndexNameLength } from '../../model/vectorIndex.ts';
import { columnsOf, type Sample } from './guessMapping.ts';
import { vectorChoices, vectorColumns } from './vectorColumns.ts';

/** Returns the index that the first rows of a file suggest; `undefined` if they have neither vectors nor a usual text. */
export function indexForFile(fileName: string, sample: Sample): IndexForFile | undefined {
  const name = indexNameOf(fileName);
  const dimension = dimensionOf(sample);
  if (dimension !== undefined) return { name, kind: 'dense', dimension };
  const columns = columnsOf(sample);
  if (columns.some((column) => /^sparse/i.test(column))) return { name, kind: 'sparse' };
  const text = textKeys.find((key) => columns.includes(key));
  return text === undefined ? undefined : { name, kind: 'embedded', textFields: [text] };
}

/** What an index needs to hold the records of a file. */
export type IndexForFile = {
  readonly name: string;
} & (
  | { readonly kind: 'dense'; readonly dimension: number }
  | { readonly kind: 'sparse' }
  /** The file has texts and no vectors. */
  | { readonly kind: 'embedded'; readonly textFields: readonly string[] }
);

function dimensionOf({ rows }: Sample): number | undefined {
  const [first] = vectorColumns(rows, undefined);
  const choice = vectorChoices(rows).find(({ columns }) => columns[0] === first);
  return first === undefined ? undefined : choice?.length;
}

/** “My Films.jsonl.gz” becomes “my-films”. */
function indexNameOf(fileName: string): string {
  const [stem = ''] = fileName.split('.');
  const name = stem
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .slice(0, maxIndexNameLength)
    .replaceAll(/^-+|-+$/g, '');
  return name === '' ? 'imported' : name;
}
