import type { Disposable } from '../../src/common/disposables.ts';
import { Emitter } from '../../src/common/emitter.ts';
import { Failure } from '../../src/common/failure.ts';
import { EventReceiver, RpcClient, type Port } from '../../src/common/rpc.ts';
import type { Comparison } from '../../src/model/evaluation/compareRuns.ts';
import type { StudyCalls, StudyEvents, StudyState, ValidStudy } from '../../src/protocol/study.ts';
import { Judging } from './judging.ts';

/** Two runs and how they differ, by measure. */
export type ShownComparison = {
  readonly before: string;
  readonly after: string;
  readonly measures: readonly Comparison[];
};

/** The state of a study view, and what the user can do with it. */
export class StudyController implements Disposable {
  readonly #rpc: RpcClient<StudyCalls>;
  readonly #receiver: EventReceiver<StudyEvents>;
  readonly #changed = new Emitter<void>();
  readonly onDidChange = this.#changed.event;
  #state: StudyState | undefined;
  #problem: string | undefined;
  #judging: Judging | undefined;
  #comparison: ShownComparison | undefined;
  /** Increases with each request to compare, so that a late response is dropped. */
  #comparing = 0;

  constructor(port: Port) {
    this.#rpc = new RpcClient(port);
    this.#receiver = new EventReceiver<StudyEvents>(port, {
      'study.changed': (state) => this.#setState(state),
    });
  }

  get state(): StudyState | undefined {
    return this.#state;
  }

  /** Why the last action failed. */
  get problem(): string | undefined {
    return this.#problem;
  }

  /** The judging in progress. */
  get judging(): Judging | undefined {
    return this.#judging;
  }

  get comparison(): ShownComparison | undefined {
    return this.#comparison;
  }

  open(): Promise<void> {
    return this.#do(async () => this.#setState(await this.#rpc.call('study.open', {})));
  }

  run(): Promise<void> {
    return this.#do(() => this.#rpc.call('study.run', {}));
  }

  stop(): Promise<void> {
    return this.#do(() => this.#rpc.call('study.stop', {}));
  }

  openText(line: number): Promise<void> {
    return this.#do(() => this.#rpc.call('study.openText', { line }));
  }

  /** Starts to judge the hits of one question, or of all. */
  judge(question: string | null): Promise<void> {
    return this.#do(async () => {
      const pool = await this.#rpc.call('pool.read', { question });
      this.#judging = new Judging(pool, {
        read: (ids) => this.#rpc.call('records.read', { ids }),
        judge: (judgment) => this.#do(() => this.#rpc.call('study.judge', judgment)),
        onChange: () => this.#changed.fire(),
      });
      this.#changed.fire();
    });
  }

  endJudging(): void {
    this.#judging = undefined;
    this.#changed.fire();
  }

  /** Shows how the second run differs from the first. */
  compare(before: string, after: string): Promise<void> {
    const own = ++this.#comparing;
    return this.#do(async () => {
      const measures = await this.#rpc.call('runs.compare', { before, after });
      if (own === this.#comparing) this.#comparison = { before, after, measures };
      this.#changed.fire();
    });
  }

  dispose(): void {
    this.#receiver.dispose();
    this.#rpc.dispose();
  }

  #setState(state: StudyState): void {
    const before = this.#state;
    this.#state = state;
    this.#changed.fire();
    if (state.kind === 'valid') this.#followRuns(state, before);
  }

  /** Compares the newest run with the one before when there is a new one, and again when judgments changed. */
  #followRuns(state: ValidStudy, before: StudyState | undefined): void {
    if (state.running) return;
    const known = before?.kind === 'valid' ? before.runs[0]?.id : undefined;
    const [after, earlier] = state.runs;
    const isNew = after !== undefined && after.id !== known;
    const shown = this.#comparison;
    if (isNew && earlier) void this.compare(earlier.id, after.id);
    else if (shown) void this.compare(shown.before, shown.after);
  }

  async #do(work: () => Promise<void>): Promise<void> {
    try {
      this.#problem = undefined;
      await work();
    } catch (error) {
      this.#problem = Failure.from(error).message;
    }
    this.#changed.fire();
  }
}
