import { createRandom, type Random } from '../../../src/common/random.ts';
import type { EngineProcess } from '../../support/engineProcess.ts';
import { askFor } from '../../support/engineRequests.ts';

export const vectorIndex = 'vectors';
export const documentIndex = 'documents';
export const sparseIndex = 'sparse';
export const smallRecord = '/_i/small/vectors/fetch?ids=a';
export const dimension = 256;

const vocabulary = 20_000;
const wordsPerText = 40;
const perRequest = 500;

/** Words as frequent as Zipf's law has it: the word of rank r stands for one in r of the commonest. */
export class Words {
  readonly #random: Random;
  readonly #nonZeros: number;

  /** `nonZeros` is how many values of a sparse vector are drawn; some meet. */
  constructor(seed: number, nonZeros = wordsPerText) {
    this.#random = createRandom(seed);
    this.#nonZeros = nonZeros;
  }

  text(): string {
    return Array.from({ length: wordsPerText }, () => this.word()).join(' ');
  }

  word(): string {
    return wordOf(Math.floor(vocabulary ** this.#random.next()));
  }

  vector(): number[] {
    return Array.from({ length: dimension }, () => Math.fround(this.#random.next() - 0.5));
  }

  sparse(): { indices: number[]; values: number[] } {
    const indices = [...new Set(Array.from({ length: this.#nonZeros }, () => this.#rank()))];
    return { indices, values: indices.map(() => 1 + this.#random.next()) };
  }

  #rank(): number {
    return Math.floor(vocabulary ** this.#random.next());
  }
}

/** Of the commonest words the first letters are many, as in a language. */
export function wordOf(rank: number): string {
  return `${'etaoinshrdlu'[rank % 12]!}${rank.toString(36)}`;
}

/** Fills an index of vectors, one of sparse vectors, one of documents, and one with a single record. */
export async function fill(engine: EngineProcess, rows: number): Promise<void> {
  const dense = { type: 'dense_vector', dimension, metric: 'cosine' };
  const text = { type: 'string', full_text_search: {} };
  const create = (name: string, fields: object): Promise<unknown> =>
    askFor(engine, 'POST', '/indexes', { name, schema: { fields } });
  await create('small', { _values: { ...dense, dimension: 1 } });
  await create(vectorIndex, { _values: dense });
  await create(sparseIndex, { _sparse_values: { type: 'sparse_vector' } });
  await create(documentIndex, { text, embedding: { ...dense, dimension: 8 } });
  const one = { vectors: [{ id: 'a', values: [1] }] };
  await askFor(engine, 'POST', '/_i/small/vectors/upsert', one);
  const words = new Words(1);
  for (let first = 0; first < rows; first += perRequest) {
    const numbers = Array.from(
      { length: Math.min(perRequest, rows - first) },
      (_, at) => first + at,
    );
    const metadata = (row: number): object => ({
      bucket: row % 100,
      part: row % 1000,
      title: words.word(),
    });
    await askFor(engine, 'POST', `/_i/${sparseIndex}/vectors/upsert`, {
      vectors: numbers.map((row) => ({
        id: `r${row}`,
        sparseValues: words.sparse(),
        metadata: metadata(row),
      })),
    });
    await askFor(engine, 'POST', `/_i/${documentIndex}/namespaces/__default__/documents/upsert`, {
      documents: numbers.map((row) => ({
        _id: `r${row}`,
        text: words.text(),
        embedding: words.vector().slice(0, 8),
        ...metadata(row),
      })),
    });
    for (let half = 0; half < numbers.length; half += perRequest / 2)
      await askFor(engine, 'POST', `/_i/${vectorIndex}/vectors/upsert`, {
        vectors: numbers.slice(half, half + perRequest / 2).map((row) => ({
          id: `r${row}`,
          values: words.vector(),
          metadata: metadata(row),
        })),
      });
  }
}
