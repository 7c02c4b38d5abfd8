import type { Metadata, VectorRecord } from '../../model/record.ts';
import type { IndexClient } from '../../pinecone/pineconeClient.ts';

/**
 * Returns up to 20 records of a namespace that have a text, spread over its first hundred. Absent if none has one.
 */
export async function sampleTexts(
  records: Pick<IndexClient, 'list' | 'fetch'>,
  namespace: string,
  wantedField: string | undefined,
  signal: AbortSignal,
): Promise<TextSample | undefined> {
  const { value: page } = await records.list(namespace, { limit: listedIds }, signal);
  const step = Math.max(1, Math.floor(page.items.length / sampleSize));
  const ids = page.items.filter((_, at) => at % step === 0).slice(0, sampleSize);
  if (ids.length === 0) return undefined;
  const { value: fetched } = await records.fetch(namespace, ids, signal);
  const dense = fetched.filter(({ values }) => values.length > 0);
  const textField = wantedField ?? guessTextField(dense.map(({ metadata }) => metadata));
  if (textField === undefined) return undefined;
  const withText = dense.filter((record) => textOf(record, textField) !== '');
  if (withText.length === 0) return undefined;
  return {
    textField,
    texts: withText.map((record) => textOf(record, textField)),
    vectors: withText.map(({ values }) => values),
  };
}

/** Records whose text is embedded to find out which model made their vectors. */
export type TextSample = {
  readonly textField: string;
  readonly texts: readonly string[];
  readonly vectors: readonly (readonly number[])[];
};

const sampleSize = 20;
const listedIds = 100;

/** Names of the field that holds the text, from those that frameworks write, best first. */
const usualFields = [
  'text',
  'chunk_text',
  'content',
  'page_content',
  'body',
  'passage',
  'document',
];

/** Returns the field that holds the text of most records: one of the usual names, else the longest text. */
export function guessTextField(all: readonly Metadata[]): string | undefined {
  const lengths = new Map<string, number>();
  for (const metadata of all)
    for (const [name, value] of Object.entries(metadata))
      if (typeof value === 'string') lengths.set(name, (lengths.get(name) ?? 0) + value.length);
  const usual = usualFields.find((name) => lengths.has(name));
  if (usual !== undefined) return usual;
  const [longest] = [...lengths].sort(([, one], [, other]) => other - one);
  return longest?.[0];
}

function textOf({ metadata }: VectorRecord, field: string): string {
  const text = metadata[field];
  return typeof text === 'string' ? text : '';
}
