import { Failure } from '../../common/failure.ts';
import type { RpcClient } from '../../common/rpc.ts';
import { defaultNamespace, embedderTag } from '../../model/vectorIndex.ts';
import type { TextEmbedding, WordModel } from './embeddingModel.ts';
import type { StoreCalls } from '../store/storeCalls.ts';
import type { IndexState } from '../storage/storedIndex.ts';

/** Embeds text with word models, which are the indexes tagged `embedderTag`: the normalised mean of the words' vectors. */
export class WordEmbedder {
  readonly #store: RpcClient<StoreCalls>;

  constructor(store: RpcClient<StoreCalls>) {
    this.#store = store;
  }

  /** The word models, ordered by index name. Of several indexes of the same model, the first is used. */
  async listModels(signal: AbortSignal): Promise<readonly WordModel[]> {
    const indexes = await this.#store.call('index.list', null, { signal });
    const models = new Map<string, WordModel>();
    for (const index of indexes.toSorted((a, b) => (a.name < b.name ? -1 : 1))) {
      const model = modelOf(index);
      if (model !== undefined && !models.has(model.name)) models.set(model.name, model);
    }
    return [...models.values()];
  }

  /** Embeds texts, in their order. Throws `badInput` if the model knows no word of a text. */
  async embed(
    model: WordModel,
    texts: readonly string[],
    signal: AbortSignal,
  ): Promise<readonly TextEmbedding[]> {
    const words = texts.map(wordsOf);
    const vectors = await this.#fetch(model, [...new Set(words.flat().flatMap(lookups))], signal);
    return texts.map((text, at) => {
      const known = (words[at] ?? []).flatMap((word) => knownVectors(word, vectors));
      const values = meanDirection(known, model.dimension);
      if (values === undefined) throw unknownWords(model, text, words[at] ?? []);
      return { values, tokens: known.length };
    });
  }

  async #fetch(
    { index }: WordModel,
    ids: readonly string[],
    signal: AbortSignal,
  ): Promise<ReadonlyMap<string, Float32Array>> {
    const vectors = new Map<string, Float32Array>();
    for (let start = 0; start < ids.length; start += maxFetched) {
      const { records } = await this.#store.call(
        'records.fetch',
        { index, namespace: defaultNamespace, ids: ids.slice(start, start + maxFetched) },
        { signal },
      );
      for (const { id, values } of records) if (values !== undefined) vectors.set(id, values);
    }
    return vectors;
  }
}

/** Maximum ids of one call to the store. */
const maxFetched = 1000;

/** Maximum words that a failure names, and their maximum length. */
const maxNamed = 8;
const maxShownLength = 40;

function modelOf({ name, tags, dimension, isDamaged }: IndexState): WordModel | undefined {
  const model = tags[embedderTag];
  if (model === undefined || dimension === undefined || isDamaged) return undefined;
  return { kind: 'words', name: model, index: name, dimension };
}

/** The words of a text in lower case. A word may contain a hyphen; a trailing 's is dropped. */
function wordsOf(text: string): string[] {
  const words = text.toLowerCase().match(/[\p{L}\p{N}]+(?:['’-][\p{L}\p{N}]+)*/gu) ?? [];
  return words.map((word) => word.replace(/['’]s$/u, ''));
}

/** The ids to fetch for a word: the word, and its parts if it has hyphens. */
function lookups(word: string): string[] {
  return word.includes('-') ? [word, ...word.split('-')] : [word];
}

function knownVectors(word: string, vectors: ReadonlyMap<string, Float32Array>): Float32Array[] {
  const whole = vectors.get(word);
  if (whole !== undefined) return [whole];
  return word.split('-').flatMap((part) => vectors.get(part) ?? []);
}

/** The normalised mean; undefined if there are no vectors or they cancel out. */
function meanDirection(
  vectors: readonly Float32Array[],
  dimension: number,
): Float32Array | undefined {
  const sum = new Float64Array(dimension);
  for (const vector of vectors) for (let d = 0; d < dimension; d++) sum[d] = sum[d]! + vector[d]!;
  const length = Math.hypot(...sum);
  return length > 0 ? Float32Array.from(sum, (value) => value / length) : undefined;
}

function unknownWords({ name }: WordModel, text: string, words: readonly string[]): Failure {
  const shown = (words.length === 0 ? [text.trim()] : words.slice(0, maxNamed)).map(quote);
  if (words.length > maxNamed) shown.push('…');
  return new Failure(
    'badInput',
    `The model ${name} knows none of these words: ${shown.join(', ')}; it holds frequent English words only`,
  );
}

function quote(word: string): string {
  return `“${word.length > maxShownLength ? `${word.slice(0, maxShownLength)}…` : word}”`;
}
