import { Failure } from '../../common/failure.ts';
import type { RpcClient } from '../../common/rpc.ts';
import { defaultNamespace, embedderTag } from '../../model/vectorIndex.ts';
import type { StoreCalls } from '../store/storeCalls.ts';
import type { IndexState } from '../storage/storedIndex.ts';

/** A model that an index on this machine carries: its records' ids are the words that it knows. */
export type WordModel = {
  readonly name: string;
  readonly index: string;
  readonly dimension: number;
};

export type Embedding = {
  /** Of length 1. */
  readonly values: Float32Array;
  /** How many words of the text the model knows. */
  readonly tokens: number;
};

/** Most ids of one call to the store. */
const maxFetched = 1000;

/** How much of a text a failure repeats. */
const maxNamed = 8;
const maxShownLength = 40;

/** Throws `badInput` where another dimension is wanted than the model has. */
export function checkDimension({ name, dimension }: WordModel, wanted: number | undefined): void {
  if (wanted === undefined || wanted === dimension) return;
  throw new Failure('badInput', `The model ${name} has dimension ${dimension} only, not ${wanted}`);
}

/** Embeds text by the words of indexes that carry `embedderTag`: the mean of the known words' vectors, scaled to length 1. */
export class WordEmbedder {
  readonly #store: RpcClient<StoreCalls>;

  constructor(store: RpcClient<StoreCalls>) {
    this.#store = store;
  }

  /** By name; where several indexes carry a model, the first of them stands for it. */
  async listModels(signal: AbortSignal): Promise<readonly WordModel[]> {
    const indexes = await this.#store.call('index.list', null, { signal });
    const models = new Map<string, WordModel>();
    for (const index of indexes.toSorted((a, b) => (a.name < b.name ? -1 : 1))) {
      const model = modelOf(index);
      if (model !== undefined && !models.has(model.name)) models.set(model.name, model);
    }
    return [...models.values()];
  }

  /** Throws `badInput`, which clients show as it is, with the models that there are. */
  async findModel(name: string, signal: AbortSignal): Promise<WordModel> {
    const models = await this.listModels(signal);
    const model = models.find((one) => one.name === name);
    if (model !== undefined) return model;
    const others =
      models.length === 0
        ? 'no index here carries one; create the sample index english-words for a model of English words'
        : `there is ${models.map((one) => one.name).join(', ')}`;
    throw new Failure('badInput', `The model ${name} is not on this machine: ${others}`);
  }

  /** Throws `badInput` for a text of which the model knows no word. */
  async embed(
    model: WordModel,
    texts: readonly string[],
    signal: AbortSignal,
  ): Promise<readonly Embedding[]> {
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

function modelOf({ name, tags, dimension, isDamaged }: IndexState): WordModel | undefined {
  const model = tags[embedderTag];
  if (model === undefined || dimension === undefined || isDamaged) return undefined;
  return { name: model, index: name, dimension };
}

/** The words of a text in lower case; a hyphen within a word is part of it, the ending 's is not. */
function wordsOf(text: string): string[] {
  const words = text.toLowerCase().match(/[\p{L}\p{N}]+(?:['’-][\p{L}\p{N}]+)*/gu) ?? [];
  return words.map((word) => word.replace(/['’]s$/u, ''));
}

/** What to look up for a word: itself, and the parts of one with hyphens. */
function lookups(word: string): string[] {
  return word.includes('-') ? [word, ...word.split('-')] : [word];
}

function knownVectors(word: string, vectors: ReadonlyMap<string, Float32Array>): Float32Array[] {
  const whole = vectors.get(word);
  if (whole !== undefined) return [whole];
  return word.split('-').flatMap((part) => vectors.get(part) ?? []);
}

/** Undefined where there is none: no vector, or vectors that cancel out. */
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
