import { Failure } from '../../../common/failure.ts';
import { localRerankModel } from '../../../model/embedding/inferenceModels.ts';
import type { Embedder } from '../../embedding/embedder.ts';
import type { RerankModel } from '../../embedding/simulated/hostedModels.ts';
import type { RerankSettings } from '../schemas/rerankRequests.ts';

/**
 * Ranks documents by the sentence model of this machine or by a simulated one, best first. Throws `badInput` for an unknown model, for more documents or fields
 * than it reads, and for a document without a field.
 */
export async function rerankDocuments(
  embedder: Embedder,
  documents: readonly Document[],
  settings: RerankSettings,
  signal: AbortSignal,
): Promise<readonly Ranked[]> {
  const scores = await scoresOf(embedder, documents, settings, signal);
  return scores
    .map((score, index) => ({ index, score }))
    .toSorted((one, other) => other.score - one.score || one.index - other.index)
    .slice(0, settings.topN);
}

type Document = Readonly<Record<string, unknown>>;

/** A document's place in the request and its score from 0 to 1. */
export type Ranked = { readonly index: number; readonly score: number };

async function scoresOf(
  embedder: Embedder,
  documents: readonly Document[],
  settings: RerankSettings,
  signal: AbortSignal,
): Promise<readonly number[]> {
  const { simulated } = embedder;
  const texts = (): readonly string[] =>
    documents.map((document, at) => textOf(document, settings.fields, at));
  if (settings.model === localRerankModel) {
    const { model, query } = settings;
    const scores = await embedder.similarities(model, query, texts(), signal);
    if (scores !== undefined) return scores;
  }
  if (simulated === undefined) throw noRerankModel(settings.model);
  const model = simulated.findRerankModel(settings.model);
  checkBounds(model, documents, settings);
  if (documents.length === 0) return [];
  return simulated.rerank(model, { ...settings, texts: texts() }, signal);
}

function checkBounds(
  { name, maxDocuments, readsFields }: RerankModel,
  documents: readonly Document[],
  { fields }: RerankSettings,
): void {
  if (documents.length > maxDocuments) {
    const message = `The model ${name} ranks at most ${maxDocuments} documents, not ${documents.length}`;
    throw new Failure('badInput', message);
  }
  if (readsFields === 'one' && fields.length > 1)
    throw new Failure('badInput', `The model ${name} reads one rank field, not ${fields.length}`);
}

function textOf(document: Document, fields: readonly string[], at: number): string {
  return fields
    .map((field) => {
      const text = Object.hasOwn(document, field) ? document[field] : undefined;
      if (typeof text === 'string') return text;
      const message = `Document ${at} has no text in the rank field “${field}”`;
      throw new Failure('badInput', message);
    })
    .join('\n');
}

function noRerankModel(model: string): Failure {
  const message = `The local engine does not have the reranking model ${model}: use ${localRerankModel}, use the cloud, or start the engine with --simulate-models`;
  return new Failure('badInput', message);
}
