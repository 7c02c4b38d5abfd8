import type { Judgments } from '../measures/gradedAnswer.ts';
import type { FieldMapping, JudgmentLine, JudgmentSink, LineProblem } from './judgmentSink.ts';

/**
 * Collects judgments by question. A repeated judgment counts once. Where two judgments of a record contradict each
 * other, the later one counts, and the pair is listed.
 */
export class CollectedJudgments implements JudgmentSink {
  readonly #judgments = new Map<string, Map<string, number>>();
  readonly #texts = new Map<string, string>();
  readonly #problems: LineProblem[] = [];
  readonly #contradictions: LineProblem[] = [];
  #fields: readonly string[] = [];
  #mapping: FieldMapping = {};
  #repeated = 0;
  #unreadable = 0;
  #contradicting = 0;

  judgment({ question, record, grade, line }: JudgmentLine): void {
    let grades = this.#judgments.get(question);
    if (!grades) this.#judgments.set(question, (grades = new Map<string, number>()));
    const earlier = grades.get(record);
    if (earlier === grade) this.#repeated++;
    else if (earlier !== undefined) {
      this.#contradicting++;
      if (this.#contradictions.length < mostProblems)
        this.#contradictions.push({
          line,
          message: `“${record}” has grade ${grade} for “${question}” here, and ${earlier} above: the later one counts`,
        });
    }
    grades.set(record, grade);
  }

  question(id: string, text: string): void {
    this.#texts.set(id, text);
  }

  problem(problem: LineProblem): void {
    this.#unreadable++;
    if (this.#problems.length < mostProblems) this.#problems.push(problem);
  }

  fields(names: readonly string[], used: FieldMapping): void {
    this.#fields = names;
    this.#mapping = used;
  }

  /** Names of the columns or members that the form has; empty for a form without names. */
  get fieldNames(): readonly string[] {
    return this.#fields;
  }

  /** The columns or members that hold question, record and grade. */
  get mapping(): FieldMapping {
    return this.#mapping;
  }

  get judgments(): Judgments {
    return this.#judgments;
  }

  /** Texts of the questions that the file has them for, by id. */
  get texts(): ReadonlyMap<string, string> {
    return this.#texts;
  }

  /** The first lines that cannot be read. */
  get problems(): readonly LineProblem[] {
    return this.#problems;
  }

  /** The first judgments that contradict an earlier one. */
  get contradictions(): readonly LineProblem[] {
    return this.#contradictions;
  }

  get counts(): Readonly<Record<'repeated' | 'contradicting' | 'unreadable', number>> {
    return {
      repeated: this.#repeated,
      contradicting: this.#contradicting,
      unreadable: this.#unreadable,
    };
  }
}

/** Maximum number of problems that are kept; more are only counted. */
const mostProblems = 100;
