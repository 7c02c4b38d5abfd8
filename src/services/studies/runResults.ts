import { Failure } from '../../common/failure.ts';
import type { Calculate } from '../../model/evaluation/calculations.ts';
import {
  changesOf,
  type ComparisonSummary,
  type QuestionChange,
} from '../../model/evaluation/compareRuns.ts';
import { isRelevant, type Judgments } from '../../model/evaluation/measures/gradedAnswer.ts';
import type { RunScore } from '../../model/evaluation/scoreRun.ts';
import type { Setup, Study } from '../../model/evaluation/study/study.ts';
import { compareIds } from '../../model/idOrder.ts';
import type { Binding, QueryCell } from '../../model/notebook/cell.ts';
import type { CellOutcome } from '../../protocol/notebook.ts';
import { studyCharts, type ScoredRun } from './studyCharts.ts';
import type {
  ChartData,
  JudgedHit,
  RunAnswer,
  SearchResult,
  WhyNot,
} from '../../protocol/study.ts';
import type { StoredRun } from './studyHistory.ts';
import { messageOf } from './studyRuns.ts';
import { questionCell } from './questionCell.ts';

/** Compares the stored runs of a study, by the judgments of now. Unknown runs throw `notFound`. */
export class RunResults {
  readonly #deps: RunResultsDeps;

  constructor(deps: RunResultsDeps) {
    this.#deps = deps;
  }

  /** Compares runs with one by all measures; returns a list for each run. Holm covers all of them. */
  compare(
    before: string,
    after: readonly string[],
  ): Promise<readonly (readonly ComparisonSummary[])[]> {
    const baseline = this.#scoreOf(before);
    const runs = after.map((id) => this.#scoreOf(id));
    return this.#deps.calculate('compare', { baseline, runs });
  }

  /** Returns the questions of which a measure differs between two runs, the largest loss first. */
  changes(before: string, after: string, measure: string): readonly QuestionChange[] {
    return changesOf(this.#scoreOf(before), this.#scoreOf(after), measure);
  }

  /**
   * Chooses the best setting of a search by cross-validation over the settings with a complete run. `undefined` if fewer
   * than two have one.
   */
  async search(name: string): Promise<SearchResult | undefined> {
    const study = this.#deps.study();
    const search = study.searches.find((one) => one.name === name);
    if (!search) throw new Failure('notFound', `The study has no search “${name}” any more`);
    const runs = search.setups.flatMap((setup) => this.#deps.completeRun(setup) ?? []);
    if (runs.length < 2) return undefined;
    const found = await this.#deps.calculate('crossValidate', {
      settings: runs.map((run) => this.#deps.score(run)),
      measure: search.measure,
    });
    const settings = runs.map((run, at) => ({
      name: run.setup,
      mean: found.means[at] ?? 0,
      readUnits: run.answers.reduce((sum, { readUnits }) => sum + readUnits, 0),
    }));
    return { ...found, settings, left: search.setups.length - runs.length };
  }

  answers(question: string, runs: readonly string[]): readonly RunAnswer[] {
    const grades = this.#deps.judgments().get(question) ?? new Map<string, number>();
    return runs.map((id) => {
      const answer = this.#deps.run(id).answers.find((one) => one.question === question);
      const ids = answer?.ids ?? [];
      const found = new Set(ids);
      const missed = [...grades].filter(
        ([record, grade]) => isRelevant(grade) && !found.has(record),
      );
      return {
        run: id,
        hits: ids.map((record, at) => judgedHit(record, grades.get(record), answer?.scores?.[at])),
        missed: missed
          .sort(([a, one], [b, other]) => other - one || compareIds(a, b))
          .map(([record, grade]) => judgedHit(record, grade)),
      };
    });
  }

  /** Returns what the charts of the baseline and the compared runs show. */
  charts(
    before: string,
    after: readonly string[],
    focus: string,
    measure: string,
  ): Promise<ChartData> {
    const { calculate, judgments } = this.#deps;
    const runs = [before, ...after].map((id) => this.#scored(id));
    return studyCharts(calculate, runs, this.#scored(focus), measure, judgments());
  }

  /** Explains why a record is not among the hits of a run, by the setup that the study has now. */
  async whyNot(
    runId: string,
    question: string,
    record: string,
    signal: AbortSignal,
  ): Promise<WhyNot> {
    const study = this.#deps.study();
    const run = this.#deps.run(runId);
    const setup = study.setups.find(({ name }) => name === run.setup);
    const asked = study.questions.find(({ id }) => id === question);
    if (!setup) throw new Failure('notFound', `The study has no setup “${run.setup}” any more`);
    if (!asked) throw new Failure('notFound', `The study has no question “${question}” any more`);
    const cell = questionCell(asked, setup);
    if (!cell) throw new Failure('badInput', `The question has no ${setup.askBy ?? 'input'}`);
    const outcome = await this.#deps.explain(cell, study.binding, record, signal);
    const explanation = outcome.kind === 'explanations' ? outcome.explanations[0] : undefined;
    if (outcome.kind !== 'explanations' || !explanation)
      throw new Failure('unavailable', messageOf(outcome));
    const { topK, recordCount, binding } = outcome;
    return { explanation, topK, recordCount, namespace: binding.namespace };
  }

  #scored(id: string): ScoredRun {
    const run = this.#deps.run(id);
    return { run, score: this.#deps.score(run) };
  }

  #scoreOf(id: string): RunScore {
    return this.#deps.score(this.#deps.run(id));
  }
}

/** Explains where a record is in the result of a query cell. Never rejects. */
export type ExplainRecord = (
  cell: QueryCell,
  binding: Binding,
  record: string,
  signal: AbortSignal,
) => Promise<CellOutcome>;

export type RunResultsDeps = {
  readonly explain: ExplainRecord;
  readonly calculate: Calculate;
  /** Throws `badInput` if the text is not a study. */
  readonly study: () => Study;
  readonly judgments: () => Judgments;
  /** Throws `notFound`. */
  readonly run: (id: string) => StoredRun;
  /** Returns the newest run of a setup if it is complete and asked what the setup asks now. */
  readonly completeRun: (setup: Setup) => StoredRun | undefined;
  readonly score: (run: StoredRun) => RunScore;
};

function judgedHit(id: string, grade?: number, score?: number): JudgedHit {
  return { id, ...(grade !== undefined && { grade }), ...(score !== undefined && { score }) };
}
