import { Failure } from '../../common/failure.ts';
import type { VectorRecord } from '../../model/record.ts';
import type { VectorIndex } from '../../model/vectorIndex.ts';
import { guessTextField } from '../embedding/sampleTexts.ts';
import type { Connections } from '../environments/connections.ts';
import { writeUnitsOf } from '../usage/writePrice.ts';
import { listUnitsOf, readUnitsOf } from '../writes/readUnitsOf.ts';
import type { IndexPlace } from './reembeddingPlan.ts';

/** What a copy to another model reads, known before any text is sent. */
export type ReembeddingPreview = {
  readonly index: VectorIndex;
  readonly namespaces: readonly string[];
  readonly total: number;
  /** Some records of the largest namespace. */
  readonly sample: readonly VectorRecord[];
  /** The field with the text of most records; absent if no record has a text. */
  readonly textField?: string;
};

const listedIds = 100;
const sampledRecords = 20;

/** English text has about four characters a token. */
const charactersPerToken = 4;

/** Reads the counts of an index and some of its records. Costs about 3 read units of a cloud index. */
export async function previewReembedding(
  connections: Pick<Connections, 'open'>,
  { environment, index: name }: IndexPlace,
  signal: AbortSignal,
): Promise<ReembeddingPreview> {
  const service = await connections.open(environment, signal);
  const index = await service.describeIndex(name, signal);
  if (index.kind === 'documents')
    throw new Failure(
      'badInput',
      `“${name}” holds documents: only an index of vectors or of texts can be copied to another model`,
    );
  const client = service.index(index.host);
  const { namespaces } = await client.stats(signal);
  const filled = namespaces.filter(({ recordCount }) => recordCount > 0);
  const [largest] = filled.toSorted((one, other) => other.recordCount - one.recordCount);
  if (largest === undefined) throw new Failure('badInput', `“${name}” has no records`);
  const { value: page } = await client.list(largest.name, { limit: listedIds }, signal);
  const step = Math.max(1, Math.floor(page.items.length / sampledRecords));
  const ids = page.items.filter((_, at) => at % step === 0).slice(0, sampledRecords);
  const { value: sample } = await client.fetch(largest.name, ids, signal);
  const textField = index.textField ?? guessTextField(sample.map(({ metadata }) => metadata));
  return {
    index,
    namespaces: filled.map(({ name: namespace }) => namespace),
    total: filled.reduce((sum, { recordCount }) => sum + recordCount, 0),
    sample,
    ...(textField !== undefined && { textField }),
  };
}

/** What a copy costs on each side, and how many tokens the model reads. */
export type ReembeddingPrice = {
  readonly readUnits: number;
  readonly writeUnits: number;
  readonly tokens: number;
};

/** Returns about what a copy costs if both sides are in the cloud. `dimension` is that of the new vectors. */
export function priceOfReembedding(
  { sample, total }: ReembeddingPreview,
  textField: string,
  dimension: number,
): ReembeddingPrice {
  const values = Array.from<number>({ length: dimension }).fill(0);
  const written = sample.map((record) => ({ ...record, values }));
  const characters = sample.reduce((sum, record) => sum + textOfField(record, textField).length, 0);
  const perRecord = characters / Math.max(1, sample.length) / charactersPerToken;
  return {
    readUnits: listUnitsOf(total) + readUnitsOf(total),
    writeUnits: writeUnitsOf(written, total),
    tokens: Math.ceil(perRecord * total),
  };
}

/** Returns the text of a record's field; empty if it has none. */
export function textOfField({ metadata }: Pick<VectorRecord, 'metadata'>, field: string): string {
  const text = metadata[field];
  return typeof text === 'string' ? text.trim() : '';
}
