import * as v from 'valibot';
import { decode } from './decode.ts';

/** Decodes a request to rerank. Throws `badInput`, with 422 if the body has the wrong form. */
export function decodeRerank(body: unknown): RerankRequest {
  const {
    documents,
    return_documents: returnsDocuments,
    ...request
  } = decode(bodySchema, body, 422);
  return {
    ...rerankSettings(request, request.query),
    documents,
    returnsDocuments: returnsDocuments ?? true,
  };
}

/** What documents are ranked by. */
export type RerankSettings = {
  readonly model: string;
  readonly query: string;
  /** The fields of a document that are read. */
  readonly fields: readonly string[];
  /** Absent: all documents are returned. */
  readonly topN?: number;
  /** Whether a longer document is refused instead of cut. */
  readonly refusesLonger: boolean;
};

export type RerankRequest = RerankSettings & {
  readonly documents: readonly Readonly<Record<string, unknown>>[];
  readonly returnsDocuments: boolean;
};

const settings = {
  model: v.string(),
  top_n: v.nullish(v.pipe(v.number(), v.integer(), v.minValue(1, 'must be at least 1'))),
  rank_fields: v.nullish(v.pipe(v.array(v.string()), v.minLength(1, 'give at least one field'))),
  parameters: v.nullish(
    v.looseObject({ truncate: v.optional(v.picklist(['END', 'NONE'], 'must be END or NONE')) }),
  ),
};

const bodySchema = v.object({
  ...settings,
  query: v.string('query is required and must be a string'),
  documents: v.pipe(v.array(v.looseObject({})), v.minLength(1, 'at least one document is needed')),
  return_documents: v.nullish(v.boolean()),
});

/** The settings of `rerank` in a search of records. */
export const searchRerank = v.object({ ...settings, query: v.nullish(v.string()) });

/** Returns the decoded settings with the query that documents are compared with. */
export function rerankSettings(
  { model, top_n: topN, rank_fields: fields, parameters }: v.InferOutput<typeof searchRerank>,
  query: string,
): RerankSettings {
  return {
    model,
    query,
    fields: fields ?? ['text'],
    ...(topN === null || topN === undefined ? {} : { topN }),
    refusesLonger: parameters?.truncate === 'NONE',
  };
}
