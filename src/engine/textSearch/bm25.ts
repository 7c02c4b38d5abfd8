/** BM25 (Robertson and Zaragoza 2009), with the inverse document frequency that is never negative. */
export class Bm25 {
  readonly #rowCount: number;
  readonly #penaltyOfWord: number;

  /** `totalLength` is the number of terms in all rows. */
  constructor(rowCount: number, totalLength: number) {
    this.#rowCount = rowCount;
    this.#penaltyOfWord = (saturation * lengthPenalty * rowCount) / totalLength;
  }

  /** The weight of a term that this many rows have. */
  weightOf(frequency: number): number {
    return Math.log(1 + (this.#rowCount - frequency + 0.5) / (frequency + 0.5));
  }

  /** The score of a row of this length that has a term this many times. */
  score(weight: number, count: number, length: number): number {
    const penalty = saturation * (1 - lengthPenalty) + this.#penaltyOfWord * length;
    return (weight * count * (saturation + 1)) / (count + penalty);
  }
}

/** The parameters k1 and b, with Lucene's values. */
const saturation = 1.2;
const lengthPenalty = 0.75;
