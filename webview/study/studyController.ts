import type { Disposable } from '../../src/common/disposables.ts';
import { Emitter } from '../../src/common/emitter.ts';
import { Failure } from '../../src/common/failure.ts';
import { EventReceiver, RpcClient, type Port } from '../../src/common/rpc.ts';
import type {
  SearchResult,
  StudyCalls,
  StudyEvents,
  StudyState,
  ValidStudy,
} from '../../src/protocol/study.ts';
import { Comparing, type RunChoice } from './comparing.ts';
import { Judging } from '../shared/judging/judging.ts';

/** The state of a study view, and what the user can do with it. */
export class StudyController implements Disposable {
  readonly #rpc: RpcClient<StudyCalls>;
  readonly #receiver: EventReceiver<StudyEvents>;
  readonly #changed = new Emitter<void>();
  readonly onDidChange = this.#changed.event;
  #state: StudyState | undefined;
  #problem: string | undefined;
  /** The newest run when runs were compared last. */
  #newest: string | undefined;
  #judging: Judging | undefined;
  readonly comparing: Comparing;
  readonly #found = new Map<string, SearchResult>();

  constructor(port: Port) {
    this.#rpc = new RpcClient(port);
    this.comparing = new Comparing({
      call: (...call) => this.#rpc.call(...call),
      attempt: (action) => this.#do(action),
      onChange: () => this.#changed.fire(),
    });
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
        read: (ids) => this.#rpc.call('judging.records', { ids }),
        judge: (judgment) => this.#do(() => this.#rpc.call('judging.grade', judgment)),
        onChange: () => this.#changed.fire(),
      });
      this.#changed.fire();
    });
  }

  endJudging(): void {
    this.#judging = undefined;
    this.#changed.fire();
    if (this.#state?.kind === 'valid' && !this.#state.running) this.#follow(this.#state);
  }

  /** Asks all questions in every setting of a search. */
  search(name: string): Promise<void> {
    return this.#do(() => this.#rpc.call('search.run', { name }));
  }

  /** What a search found; `undefined` before. */
  found(search: string): SearchResult | undefined {
    return this.#found.get(search);
  }

  /** Shows how runs differ from one of them. */
  compare(choice: RunChoice): Promise<void> {
    return this.comparing.compare(choice);
  }

  dispose(): void {
    this.#receiver.dispose();
    this.#rpc.dispose();
  }

  #setState(state: StudyState): void {
    this.#state = state;
    this.#changed.fire();
    if (state.kind === 'valid' && !state.running && !this.#judging) this.#follow(state);
  }

  /** Compares the newest runs when there is a new one, and again when judgments changed. */
  #follow(state: ValidStudy): void {
    const newest = state.runs[0]?.id;
    const choice = newest === this.#newest ? this.comparing.choice : newestChoice(state);
    this.#newest = newest;
    if (choice) void this.compare(choice);
    for (const { name } of state.searches) void this.#readSearch(name);
  }

  async #readSearch(name: string): Promise<void> {
    await this.#do(async () => {
      const result = await this.#rpc.call('search.read', { name });
      if (result) this.#found.set(name, result);
      else this.#found.delete(name);
    });
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

/** The first setup beside the others, each by its newest run; a single setup beside its run before. */
function newestChoice({ runs, setups }: ValidStudy): RunChoice | undefined {
  const newest = setups.flatMap((name) => runs.find(({ setup }) => setup === name)?.id ?? []);
  const [before, ...after] =
    newest.length > 1
      ? newest
      : runs
          .slice(0, 2)
          .map(({ id }) => id)
          .reverse();
  return before !== undefined && after.length > 0
    ? { before, after: after.slice(0, 9) }
    : undefined;
}
