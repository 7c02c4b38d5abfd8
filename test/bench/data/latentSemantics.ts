import { randomVector, seededRandom } from '../../support/random.ts';

/** Terms in fewer texts than this say nothing of others. */
const leastTexts = 3;
const rounds = 3;

/** Texts by terms, row after row: TF-IDF weights. */
type TermMatrix = {
  readonly termCount: number;
  /** Where the terms of each text begin, and where the last one's end. */
  readonly starts: Uint32Array;
  readonly terms: Uint32Array;
  readonly weights: Float32Array;
};

/**
 * Latent semantic analysis: texts in the space of the leading right singular vectors of their TF-IDF matrix, found by
 * subspace iteration (Halko, Martinsson and Tropp, arXiv 0909.4061). The basis is any of that space: scores do not ask.
 */
export function embedTexts(
  texts: readonly string[],
  dimension: number,
): (text: number) => Float32Array {
  const matrix = termMatrix(texts);
  const random = seededRandom(5);
  const basis = Array.from({ length: dimension }, () =>
    Float64Array.from(randomVector(matrix.termCount, random)),
  );
  for (let round = 0; round < rounds; round++) {
    for (const direction of basis) direction.set(throughTexts(matrix, direction));
    orthonormalize(basis);
  }
  return (text) => Float32Array.from(basis, (direction) => product(matrix, text, direction));
}

function termMatrix(texts: readonly string[]): TermMatrix {
  const tokens = texts.map((text) => text.toLowerCase().match(/[a-z]{2,}/g) ?? []);
  const spread = new Map<string, number>();
  for (const words of tokens)
    for (const word of new Set(words)) spread.set(word, (spread.get(word) ?? 0) + 1);
  const kept = [...spread].filter(([, count]) => count >= leastTexts);
  const numbers = new Map(kept.map(([word], number) => [word, number]));
  const rarity = kept.map(([, count]) => Math.log(texts.length / count));
  const starts = new Uint32Array(texts.length + 1);
  const terms: number[] = [];
  const weights: number[] = [];
  tokens.forEach((words, text) => {
    const counts = new Map<number, number>();
    for (const word of words) {
      const number = numbers.get(word);
      if (number !== undefined) counts.set(number, (counts.get(number) ?? 0) + 1);
    }
    for (const [number, count] of counts) {
      terms.push(number);
      weights.push((1 + Math.log(count)) * rarity[number]!);
    }
    starts[text + 1] = terms.length;
  });
  return {
    termCount: kept.length,
    starts,
    terms: Uint32Array.from(terms),
    weights: Float32Array.from(weights),
  };
}

/** A text's weights times a direction. */
function product({ starts, terms, weights }: TermMatrix, text: number, direction: Float64Array) {
  let sum = 0;
  for (let at = starts[text]!; at < starts[text + 1]!; at++)
    sum += weights[at]! * direction[terms[at]!]!;
  return sum;
}

/** The direction times the matrix' transpose times the matrix. */
function throughTexts(matrix: TermMatrix, direction: Float64Array): Float64Array {
  const { starts, terms, weights, termCount } = matrix;
  const result = new Float64Array(termCount);
  for (let text = 0; text + 1 < starts.length; text++) {
    const sum = product(matrix, text, direction);
    for (let at = starts[text]!; at < starts[text + 1]!; at++)
      result[terms[at]!]! += weights[at]! * sum;
  }
  return result;
}

/** Gram and Schmidt, each direction against those before it. */
function orthonormalize(basis: readonly Float64Array[]): void {
  for (const [number, direction] of basis.entries()) {
    for (const other of basis.slice(0, number)) {
      const share = dot(direction, other);
      for (let at = 0; at < direction.length; at++) direction[at]! -= share * other[at]!;
    }
    const length = Math.sqrt(dot(direction, direction));
    for (let at = 0; at < direction.length; at++) direction[at]! /= length;
  }
}

function dot(one: Float64Array, other: Float64Array): number {
  let sum = 0;
  for (let at = 0; at < one.length; at++) sum += one[at]! * other[at]!;
  return sum;
}
