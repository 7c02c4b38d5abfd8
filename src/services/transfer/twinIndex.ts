import type { VectorRecord } from '../../model/record.ts';
import type { VectorIndex } from '../../model/vectorIndex.ts';
import type { PineconeClient } from '../../pinecone/pineconeClient.ts';
import type { TwinClient } from '../../pinecone/twinClient.ts';
import { recordBatches } from '../writes/writeBatches.ts';

/** Returns the number of values that a record is assumed to have, for the size of requests. */
export function assumedDimension({ dimension = sparseDimension }: TwinShape): number {
  return dimension;
}

/** This machine's engine, for writing. */
export type TwinEngine = {
  readonly twins: Pick<TwinClient, 'createTwin' | 'importRecords'>;
  readonly local: Pick<PineconeClient, 'createIndex' | 'describeIndex' | 'index'>;
};

/** The index that twins are made of, as far as it determines theirs. */
export type TwinShape = Pick<VectorIndex, 'vectorType' | 'dimension' | 'metric' | 'documents'>;

/** The engine creates indexes of this cloud without a network. */
const place = { cloud: 'aws', region: 'us-east-1' } as const;

/** Assumed for requests where an index has no dimension. */
const sparseDimension = 200;

/** Whether a record fits an index of the shape: the service may have vectors of an earlier dimension. */
export function fitsTwin({ values }: VectorRecord, { dimension, documents }: TwinShape): boolean {
  const isWithout = values.length === 0 && (documents !== undefined || dimension === undefined);
  return isWithout || values.length === dimension;
}

/** Whether an index still has the shape that its twin has. */
export function hasShapeOf(index: TwinShape, twin: TwinShape): boolean {
  const textOf = ({ dimension, vectorType, documents }: TwinShape): string =>
    JSON.stringify([dimension ?? null, vectorType, documents ? sorted(documents.fields) : null]);
  return textOf(index) === textOf(twin);
}

/** Creates the empty index of a twin. Throws `conflict` if the name is in use. */
export async function createTwinIndex(
  { twins, local }: TwinEngine,
  { dimension, metric, documents }: TwinShape,
  about: { readonly name: string; readonly tags: Readonly<Record<string, string>> },
  signal: AbortSignal,
): Promise<void> {
  if (documents !== undefined) {
    const { textFields, fields } = documents;
    const content = { kind: 'documents', textFields, fields } as const;
    await local.createIndex({ ...about, ...place, ...content }, signal);
  } else if (dimension === undefined) {
    await local.createIndex({ ...about, ...place, kind: 'sparse' }, signal);
  } else {
    await twins.createTwin({ ...about, dimension, metric }, signal);
  }
}

/** Returns what writes records to a twin; documents as such, other records as bytes. */
export async function twinWriter(
  { twins, local }: TwinEngine,
  shape: TwinShape,
  { index, namespace }: { readonly index: string; readonly namespace: string },
  signal: AbortSignal,
): Promise<(records: readonly VectorRecord[], signal: AbortSignal) => Promise<void>> {
  const { dimension = 0, documents } = shape;
  if (documents === undefined)
    return (records, both) => twins.importRecords({ index, namespace, dimension }, records, both);
  const { host } = await local.describeIndex(index, signal);
  const client = local.index(host, documents);
  return async (records, both) => {
    const { vectors, texts } = recordBatches(records);
    for (const batch of vectors) await client.upsert(namespace, batch, both);
    for (const batch of texts) await client.upsertTexts(namespace, batch, both);
  };
}

function sorted(fields: Readonly<Record<string, unknown>>): readonly unknown[] {
  return Object.entries(fields).toSorted(([one], [other]) => (one < other ? -1 : 1));
}
