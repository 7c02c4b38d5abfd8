/** An answer seen through the judgments of its question: all that a measure needs. */
export type GradedAnswer = {
  /** Grade of each distinct hit by rank; `undefined` for an unjudged one. */
  readonly grades: readonly (number | undefined)[];
  /** Gains of all judged records of the question, highest first. */
  readonly idealGains: readonly number[];
  /** Number of records that are judged relevant. */
  readonly relevant: number;
  /** Number of records that are judged not relevant: grade 0. Lower grades count as not judged here, as in trec_eval. */
  readonly notRelevant: number;
};

/** Grades of records for one question, by record id. A grade of 1 or more means relevant. */
export type Grades = ReadonlyMap<string, number>;

/** Grades of all judged questions, by question id. */
export type Judgments = ReadonlyMap<string, Grades>;

export const leastRelevantGrade = 1;

/** Grades the ranked ids of an answer. A repeated id counts once, at its first rank. */
export function gradeAnswer(judged: Grades, ids: readonly string[]): GradedAnswer {
  const all = [...judged.values()];
  return {
    grades: distinct(ids).map((id) => judged.get(id)),
    idealGains: all.filter((grade) => grade > 0).sort((a, b) => b - a),
    relevant: all.filter(isRelevant).length,
    notRelevant: all.filter((grade) => grade === 0).length,
  };
}

/** Returns the ids without repetitions, in order. */
export function distinct(ids: readonly string[]): readonly string[] {
  return [...new Set(ids)];
}

export function isRelevant(grade: number | undefined): grade is number {
  return grade !== undefined && grade >= leastRelevantGrade;
}
