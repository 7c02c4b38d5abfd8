import type { IndexModel } from '../../model/embedding/indexModel.ts';
import type { QueryCell, QueryInput } from '../../model/notebook/cell.ts';
import { defaultTopK } from '../../model/notebook/parseNotebook.ts';
import { fieldOf, recordTextOf, titleOf, type Metadata } from '../../model/record.ts';
import { embedderTag, type VectorIndex } from '../../model/vectorIndex.ts';
import type { IndexClient } from '../../pinecone/pineconeClient.ts';

/**
 * Suggests a first query that has hits: by text if the index can be asked in words, else by an existing record id. Leaves
 * the input empty for an empty namespace.
 */
export async function suggestFirstQuery(
  about: FirstQueryIndex,
  signal: AbortSignal,
): Promise<QueryCell> {
  return {
    kind: 'query',
    id: '1',
    name: '',
    input: await firstInput(about, signal),
    filter: '',
    topK: defaultTopK,
    includeValues: false,
    expected: '',
    binding: {},
  };
}

export type FirstQueryIndex = {
  readonly index: VectorIndex;
  readonly namespace: string;
  /** The model that made the vectors, if it is known. */
  readonly model?: IndexModel | undefined;
  readonly records: Pick<IndexClient, 'list' | 'fetch'>;
};

/** Number of ids to choose the first query from: one page. */
const listedIds = 100;

/** Number of words of a record's text that make a query. */
const wordsOfQuery = 12;

async function firstInput(about: FirstQueryIndex, signal: AbortSignal): Promise<QueryInput> {
  const { index, namespace, records } = about;
  const { value } = await records.list(namespace, { limit: listedIds }, signal);
  const [first = ''] = value.items;
  if (index.tags[embedderTag] !== undefined)
    return { by: 'text', value: longestWord(value.items) ?? first };
  if (!takesText(about)) return { by: 'id', value: first };
  if (first === '') return { by: 'text', value: '' };
  const { value: found } = await records.fetch(namespace, [first], signal);
  const text = questionOf(found[0]?.metadata ?? {}, textFieldOf(about));
  return text === '' ? { by: 'id', value: first } : { by: 'text', value: text };
}

/** Returns the longest id that is one word: it works better than signs, endings and names. */
function longestWord(ids: readonly string[]): string | undefined {
  const words = ids.filter((id) => /^\p{L}{4,}$/u.test(id));
  return words.sort((one, other) => other.length - one.length)[0];
}

function takesText({ index, model }: FirstQueryIndex): boolean {
  return model !== undefined || textFieldOf({ index }) !== undefined;
}

function textFieldOf({
  index,
  model,
}: Pick<FirstQueryIndex, 'index' | 'model'>): string | undefined {
  return index.textField ?? index.documents?.textFields[0] ?? model?.textField;
}

/** Returns what a record is about: its title, else the first words of its text. */
function questionOf(metadata: Metadata, textField: string | undefined): string {
  const ownText = textField === undefined ? undefined : fieldOf(metadata, textField);
  const text = typeof ownText === 'string' ? ownText : recordTextOf(metadata);
  return (titleOf(metadata) ?? text).trim().split(/\s+/).slice(0, wordsOfQuery).join(' ');
}
