import type { ComparisonSummary, QuestionChange } from '../../src/model/evaluation/compareRuns.ts';
import { Failure } from '../../src/common/failure.ts';
import type { RpcClient } from '../../src/common/rpc.ts';
import type { Chart } from './charts/chart.ts';
import { currentTheme, pngData, svgText } from './charts/saveChart.ts';
import type { ChartData, RunAnswer, StudyCalls, WhyNot } from '../../src/protocol/study.ts';

/** Comparisons of the runs of a study that the view shows. */
export class Comparing {
  readonly #deps: ComparingDeps;
  readonly #explanations = new Map<string, Explanation>();
  #choice: RunChoice | undefined;
  #shown: ShownComparison | undefined;
  #focus: Focus | undefined;
  #changes: readonly QuestionChange[] = [];
  #open: OpenQuestion | undefined;
  #isCharted = false;
  #charts: ChartData | undefined;
  /** Increases with each request, so that a late response is dropped. */
  #latest = 0;

  constructor(deps: ComparingDeps) {
    this.#deps = deps;
  }

  /** The runs that the user chose. */
  get choice(): RunChoice | undefined {
    return this.#choice;
  }

  /** The runs that were compared last. */
  get shown(): ShownComparison | undefined {
    return this.#shown;
  }

  get focus(): Focus | undefined {
    return this.#focus;
  }

  /** Changed questions of the focused run and measure, the largest loss first. */
  get changes(): readonly QuestionChange[] {
    return this.#changes;
  }

  get isCharted(): boolean {
    return this.#isCharted;
  }

  /** `undefined` until they are read. */
  get charts(): ChartData | undefined {
    return this.#charts;
  }

  get open(): OpenQuestion | undefined {
    return this.#open;
  }

  /** Compares runs with one. Keeps the focus where it still fits. */
  compare(choice: RunChoice): Promise<void> {
    const own = ++this.#latest;
    this.#choice = choice;
    return this.#deps.attempt(async () => {
      const summaries = await this.#deps.call('runs.compare', choice);
      if (own !== this.#latest) return;
      const [run = ''] = choice.after;
      const measure = summaries[0]?.[0]?.measure ?? '';
      const kept = this.#focus;
      const focus = kept && choice.after.includes(kept.run) ? kept : { run, measure };
      await this.#look({ ...choice, summaries }, focus);
    });
  }

  /** Lists the questions of a run and a measure. */
  look(focus: Focus): Promise<void> {
    return this.#deps.attempt(async () => {
      if (this.#shown) await this.#look(this.#shown, focus);
    });
  }

  /** Shows the answers of the baseline and the focused run to a question. */
  show(question: string): Promise<void> {
    return this.#deps.attempt(async () => {
      if (this.#shown && this.#focus)
        this.#open = await this.#read(this.#shown, this.#focus, question);
    });
  }

  /** Shows or hides the charts of the compared runs. */
  chart(isShown: boolean): Promise<void> {
    this.#isCharted = isShown;
    return this.#deps.attempt(async () => {
      this.#charts =
        isShown && this.#shown && this.#focus
          ? await this.#readCharts(this.#shown, this.#focus)
          : undefined;
    });
  }

  /** Saves a chart to a file that the user names. */
  save(chart: Chart, format: 'svg' | 'png'): Promise<void> {
    return this.#deps.attempt(async () => {
      const theme = currentTheme();
      const data =
        format === 'svg'
          ? new TextEncoder().encode(svgText(chart, theme)).buffer
          : await pngData(chart, theme);
      await this.#deps.call('chart.save', { name: chart.name, format, data });
    });
  }

  hide(): void {
    this.#open = undefined;
    this.#deps.onChange();
  }

  /** Replaces everything shown in one step, so that no number appears under another run's name. */
  async #look(shown: ShownComparison, focus: Focus): Promise<void> {
    const own = ++this.#latest;
    const { before } = shown;
    const { run: after, measure } = focus;
    const changes = await this.#deps.call('runs.changes', { before, after, measure });
    const open = this.#open && (await this.#read(shown, focus, this.#open.question));
    const charts = this.#isCharted ? await this.#readCharts(shown, focus) : undefined;
    if (own !== this.#latest) return;
    this.#charts = charts;
    this.#shown = shown;
    this.#focus = focus;
    this.#changes = changes;
    this.#open = open;
    this.#explanations.clear();
  }

  #readCharts({ before, after }: RunChoice, { run, measure }: Focus): Promise<ChartData> {
    return this.#deps.call('charts.read', { before, after, focus: run, measure });
  }

  async #read({ before }: RunChoice, { run }: Focus, question: string): Promise<OpenQuestion> {
    const answers = await this.#deps.call('answers.read', { question, runs: [before, run] });
    return { question, answers };
  }

  explanation(run: string, record: string): Explanation | undefined {
    return this.#explanations.get(keyOf(this.#open?.question, run, record));
  }

  /** Finds out why a record is not among the hits of the open question. */
  async explain(run: string, record: string): Promise<void> {
    const question = this.#open?.question ?? '';
    const key = keyOf(question, run, record);
    this.#explanations.set(key, { kind: 'waiting' });
    this.#deps.onChange();
    try {
      const whyNot = await this.#deps.call('record.whyNot', { question, run, record });
      this.#explanations.set(key, { kind: 'known', whyNot });
    } catch (error) {
      this.#explanations.set(key, { kind: 'failed', message: Failure.from(error).message });
    }
    this.#deps.onChange();
  }
}

/** Runs beside one that they are compared with, by all measures. */
export type RunChoice = { readonly before: string; readonly after: readonly string[] };

/** The run and the measure whose questions are listed. */
export type Focus = { readonly run: string; readonly measure: string };

/** A question whose answers are shown beside each other. */
export type OpenQuestion = {
  readonly question: string;
  /** That of the baseline first. */
  readonly answers: readonly RunAnswer[];
};

/** Why a record is missing, once it is known; `failure` if that could not be found out. */
export type Explanation =
  | { readonly kind: 'waiting' }
  | { readonly kind: 'known'; readonly whyNot: WhyNot }
  | { readonly kind: 'failed'; readonly message: string };

/** Compared runs with a list for each, by measure. */
export type ShownComparison = RunChoice & {
  readonly summaries: readonly (readonly ComparisonSummary[])[];
};

export type ComparingDeps = {
  readonly call: RpcClient<StudyCalls>['call'];
  /** Carries out an action and shows its failure. Draws the view afterwards. */
  readonly attempt: (action: () => Promise<void>) => Promise<void>;
  readonly onChange: () => void;
};

function keyOf(question: string | undefined, run: string, record: string): string {
  return JSON.stringify([question, run, record]);
}
