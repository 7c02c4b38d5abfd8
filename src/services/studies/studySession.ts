import { Disposables, type Disposable } from '../../common/disposables.ts';
import { Emitter, type Event } from '../../common/emitter.ts';
import { Failure } from '../../common/failure.ts';
import type { Calculate } from '../../model/evaluation/calculations.ts';
import type { RunScore } from '../../model/evaluation/scoreRun.ts';
import { noteOfUnknown, notesOfFile } from '../../model/evaluation/report/judgmentNotes.ts';
import { joined, missedRecords } from '../../model/evaluation/report/runReport.ts';
import type { CollectedJudgments } from '../../model/evaluation/files/collectedJudgments.ts';
import type { Judgments } from '../../model/evaluation/measures/gradedAnswer.ts';
import {
  effectiveJudgments,
  type ParsedStudy,
  type Setup,
  type Study,
} from '../../model/evaluation/study/study.ts';
import type { Binding } from '../../model/notebook/cell.ts';
import { defaultNamespace } from '../../model/vectorIndex.ts';
import type { PoolEntry } from '../../protocol/judging.ts';
import type { StudyState } from '../../protocol/study.ts';
import { judgingPool, type PooledRecords } from './judgingPool.ts';
import { judgmentCoverage, type QuestionCoverage } from './judgmentCoverage.ts';
import { answerLine, endLine, readHistory, startLine } from './studyHistory.ts';
import type { StoredRun, StudyStore } from './studyHistory.ts';
import { RunResults, type ExplainRecord } from './runResults.ts';
import { RunIntervals } from './runIntervals.ts';
import { StudyBudget } from './studyBudget.ts';
import { answersOfRun, runStudy, type RunQuery } from './studyRuns.ts';
import { RunScores, shownRuns, studyState, type StudyJudgments } from './studyState.ts';

/** Runs and results of one open study. */
export class StudySession implements Disposable {
  readonly #deps: StudySessionDeps;
  readonly #resources = new Disposables();
  readonly #changed = this.#resources.own(new Emitter<void>());
  readonly onDidChange: Event<void> = this.#changed.event;
  /** Comparisons of the stored runs. */
  readonly results: RunResults;
  #parsed: ParsedStudy;
  #runs: readonly StoredRun[] = [];
  #more: Judgments = new Map();
  #fileNotes: readonly string[] = [];
  #unknownNotes: readonly string[] = [];
  #running: AbortController | undefined;
  #progress: { readonly setup: string; readonly done: number; readonly all: number } | undefined;
  #failure: string | undefined;
  #loading: Promise<void> | undefined;
  readonly #scores = new RunScores();
  readonly #intervals: RunIntervals;
  /** Joined once for each text. */
  #judgments: StudyJudgments | undefined;

  constructor(parsed: ParsedStudy, deps: StudySessionDeps) {
    this.#parsed = parsed;
    this.#deps = deps;
    this.#intervals = new RunIntervals(deps.calculate, () => this.#changed.fire());
    this.results = new RunResults({
      ...deps,
      study: () => this.study(),
      judgments: () => this.#judgmentsOf(this.study()).all,
      run: (id) => this.#run(id),
      completeRun: (setup) => this.#completeRun(setup),
      score: (run) => this.#score(run),
    });
    this.#resources.own({ dispose: () => this.stop() });
  }

  /** The text has changed: results are measured by its judgments. */
  update(parsed: ParsedStudy): void {
    this.#parsed = parsed;
    this.#judgments = undefined;
    this.#settled();
  }

  /** Reads the stored runs and the file of judgments. Later calls wait for the first. */
  load(): Promise<void> {
    this.#loading ??= this.#load();
    return this.#loading;
  }

  get state(): StudyState {
    if (!this.#parsed.isValid) return { kind: 'invalid', problems: this.#parsed.problems };
    const { study } = this.#parsed;
    const judgments = this.#judgmentsOf(study);
    const notes = [...this.#fileNotes, ...this.#unknownNotes];
    const state = studyState(study, judgments, this.#runs, this.#scores, this.#intervals);
    return {
      ...state,
      ...(this.#progress && { running: this.#progress }),
      ...(this.#failure !== undefined && { failure: this.#failure }),
      ...(notes.length > 0 && { notes }),
    };
  }

  /** Returns the newest run of a setup, measured; `undefined` if it has none. */
  newestScore(setup: string): { readonly run: StoredRun; readonly score: RunScore } | undefined {
    const run = this.#runs.findLast((one) => one.setup === setup);
    return run && { run, score: this.#score(run) };
  }

  /** Returns what no person has judged of one question, or of all: hits of the stored runs, and `more` records. */
  pool(question: string | undefined, more: readonly PooledRecords[] = []): readonly PoolEntry[] {
    const study = this.study();
    const ids = study.questions.map(({ id }) => id);
    const asked = question === undefined ? ids : ids.filter((id) => id === question);
    return judgingPool(asked, this.#runs, this.#judgmentsOf(study).byPeople, more);
  }

  /** The judgments that count, also those of the study's file of judgments. */
  get judgments(): Judgments {
    return this.#judgmentsOf(this.study()).all;
  }

  /** Returns how far the first hits of the newest run of each setup are judged. */
  coverage(): readonly QuestionCoverage[] {
    const study = this.study();
    const runs = study.setups.flatMap(({ name }) => this.newestScore(name)?.run ?? []);
    return judgmentCoverage(study.questions, runs, this.#judgmentsOf(study).all);
  }

  /**
   * Asks all questions in every setup. A run that was cut goes on. With a budget, setups that have a complete run stay,
   * unless all have one. Resolves when all ended, or after `stop`.
   */
  async run(): Promise<void> {
    const { setups, budget } = this.study();
    // Asking complete setups again could spend the budget each time before the others are reached.
    await this.#runAll(setups, { keepsComplete: budget !== undefined, budget });
  }

  /** Asks the setups without a complete run of what they ask now, if there are any. */
  async runChanged(): Promise<void> {
    const { setups, budget } = this.study();
    await this.load();
    const open = setups.filter((setup) => !this.#completeRun(setup));
    if (open.length > 0) await this.#runAll(open, { keepsComplete: false, budget });
  }

  /** Asks these questions again in every setup. The others keep the answers that a complete run has. */
  async runQuestions(only: ReadonlySet<string>): Promise<void> {
    const { setups, budget } = this.study();
    await this.#runAll(setups, { keepsComplete: false, budget, only });
  }

  /**
   * Asks all questions in the setups of a search. Setups that have a complete run stay, unless all of them have one: then
   * all are asked again. Throws `notFound`.
   */
  async search(name: string): Promise<void> {
    const search = this.study().searches.find((one) => one.name === name);
    if (!search) throw new Failure('notFound', `The study has no search “${name}” any more`);
    await this.#runAll(search.setups, { keepsComplete: true, budget: search.budget });
  }

  async #runAll(setups: readonly Setup[], options: RunOptions): Promise<void> {
    if (this.#running) throw new Failure('conflict', 'The study is running already');
    const study = this.study();
    this.#running = new AbortController();
    this.#failure = undefined;
    const budget = new StudyBudget(options.budget);
    const { signal } = this.#running;
    try {
      await this.load();
      const open = setups.filter((setup) => !this.#completeRun(setup));
      for (const setup of options.keepsComplete && open.length > 0 ? open : setups)
        if (!signal.aborted && !budget.isSpent)
          await this.#runSetup(study, setup, budget, signal, options.only);
      if (budget.isSpent && setups.some((setup) => !this.#completeRun(setup)))
        this.#failure = budget.message;
      this.#unknownNotes = await this.#findUnknown(study, signal);
    } finally {
      this.#running = undefined;
      this.#progress = undefined;
      this.#settled();
    }
  }

  stop(): void {
    this.#running?.abort();
  }

  dispose(): void {
    this.#resources.dispose();
  }

  /** Returns the study. Throws `badInput` if its text is not valid. */
  study(): Study {
    if (this.#parsed.isValid) return this.#parsed.study;
    throw new Failure('badInput', 'The file is not a valid study: open it as text to fix it');
  }

  async #load(): Promise<void> {
    this.#runs = readHistory(await this.#deps.store.read());
    if (this.#parsed.isValid) await this.#loadJudgments(this.#parsed.study);
    this.#judgments = undefined;
    this.#settled();
  }

  async #loadJudgments(study: Study): Promise<void> {
    const found = await this.#deps.moreJudgments(study);
    this.#more = found?.judgments ?? new Map<string, ReadonlyMap<string, number>>();
    this.#fileNotes = found ? notesOfFile(study.judgmentsFile, found) : [];
  }

  /** Returns a note for each setup whose index lacks relevant records that its answers do not hold. */
  async #findUnknown(study: Study, signal: AbortSignal): Promise<readonly string[]> {
    const notes: string[] = [];
    for (const setup of study.setups) {
      const run = this.#completeRun(setup);
      const missed = run && missedRecords(this.#judgmentsOf(study).all, answersOfRun(run));
      const ids = [...new Set([...(missed?.values() ?? [])].flat())].slice(0, mostLookedUp);
      if (ids.length === 0 || signal.aborted) continue;
      const binding = { ...study.binding, ...setup.binding };
      // The runs stay good without this: a service may refuse to fetch.
      const unknown = await this.#deps.missingIds(binding, ids, signal).catch((): string[] => []);
      const note = noteOfUnknown(setup.name, unknown);
      if (note !== undefined) notes.push(note);
    }
    return notes;
  }

  /** Runs and judgments stay for now: a run in progress would change its means with every answer. */
  #settled(): void {
    if (this.#parsed.isValid) {
      const shown = shownRuns(this.#parsed.study, this.#runs);
      this.#intervals.want(shown.map((run) => this.#score(run)));
    }
    this.#changed.fire();
  }

  async #runSetup(
    study: Study,
    setup: Setup,
    budget: StudyBudget,
    signal: AbortSignal,
    only?: ReadonlySet<string>,
  ): Promise<void> {
    const { store, newId, now, runQuery } = this.#deps;
    const newest = this.#newestRun(setup);
    let run = newest && !newest.isComplete ? newest : undefined;
    if (!run) {
      const { index, namespace } = { ...study.binding, ...setup.binding };
      const place = { index, namespace: namespace === '' ? defaultNamespace : namespace };
      const asked = askedIn(study, setup);
      const start = { id: newId(), setup: setup.name, ...place, startedAtMs: now(), asked };
      await store.append(startLine(start));
      const kept = only
        ? (newest?.answers ?? []).filter(({ question }) => !only.has(question))
        : [];
      for (const answer of kept) await store.append(answerLine(start.id, answer));
      run = { ...start, answers: kept, isComplete: false };
    }
    const { id } = run;
    const writes: Promise<void>[] = [];
    this.#setProgress(setup, run.answers.length, study.questions.length);
    const result = await runStudy(study, setup, runQuery, signal, {
      budget,
      earlier: run.answers,
      onAnswer: (answer) => writes.push(store.append(answerLine(id, answer))),
      onProgress: (done, all) => this.#setProgress(setup, done, all),
    });
    await Promise.all(writes);
    if (result.isComplete) await store.append(endLine(id));
    const { answers, isComplete, failures } = result;
    const [failure] = failures;
    if (failure) this.#failure = `${failure.question}: ${failure.message}`;
    const others = this.#runs.filter((one) => one.id !== id);
    this.#runs = [...others, { ...run, answers, isComplete }];
    this.#changed.fire();
  }

  /** Returns the newest run of a setup, if it asked what the setup asks now. */
  #newestRun(setup: Setup): StoredRun | undefined {
    const run = this.#runs.findLast((one) => one.setup === setup.name);
    return run?.asked === askedIn(this.study(), setup) ? run : undefined;
  }

  #completeRun(setup: Setup): StoredRun | undefined {
    const run = this.#newestRun(setup);
    return run?.isComplete === true ? run : undefined;
  }

  #setProgress({ name }: Setup, done: number, all: number): void {
    this.#progress = { setup: name, done, all };
    this.#changed.fire();
  }

  #run(id: string): StoredRun {
    const run = this.#runs.find((one) => one.id === id);
    if (run) return run;
    throw new Failure('notFound', 'This run is not stored any more');
  }

  #score(run: StoredRun): RunScore {
    const study = this.study();
    return this.#scores.scoreOf(run, study, this.#judgmentsOf(study).all);
  }

  #judgmentsOf(study: Study): StudyJudgments {
    this.#judgments ??= {
      all: joined(this.#more, effectiveJudgments(study)),
      byPeople: joined(this.#more, study.judgments),
    };
    return this.#judgments;
  }
}

/** Relevant records that are looked up at most: a fetch costs a read unit for ten. */
const mostLookedUp = 1000;

export type StudySessionDeps = {
  readonly runQuery: RunQuery;
  readonly explain: ExplainRecord;
  readonly calculate: Calculate;
  readonly store: StudyStore;
  /** Judgments of the study's file of judgments; `undefined` if it names none. */
  readonly moreJudgments: (study: Study) => Promise<CollectedJudgments | undefined>;
  /** Returns those of the ids that no record has. */
  readonly missingIds: (
    binding: Binding,
    ids: readonly string[],
    signal: AbortSignal,
  ) => Promise<readonly string[]>;
  readonly newId: () => string;
  /** Milliseconds since 1970. */
  readonly now: () => number;
};

type RunOptions = {
  /** Whether setups with a complete run stay, unless all of them have one. */
  readonly keepsComplete: boolean;
  readonly budget: number | undefined;
  /** The questions to ask again; absent for all. */
  readonly only?: ReadonlySet<string>;
};

/** Returns a text that is equal for runs that ask the same. */
function askedIn({ binding, questions }: Study, setup: Setup): string {
  return JSON.stringify([binding, questions, setup], withoutLines);
}

/** Where a question stands in the text does not change what is asked. */
function withoutLines(key: string, value: unknown): unknown {
  return key === 'line' ? undefined : value;
}
