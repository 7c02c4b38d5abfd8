import type { JudgedRecord, PoolEntry } from '../../../src/protocol/judging.ts';

/** Judges pooled hits one after the other. A grade takes effect at once; undo takes it back and returns to the hit. */
export class Judging {
  readonly #pool: readonly PoolEntry[];
  readonly #deps: JudgingDeps;
  readonly #records = new Map<string, JudgedRecord>();
  readonly #steps: Step[] = [];
  #failure: string | undefined;

  constructor(pool: readonly PoolEntry[], deps: JudgingDeps) {
    this.#pool = pool;
    this.#deps = deps;
    void this.#readFrom(0);
  }

  /** The hit to judge; `undefined` after the last one. */
  get entry(): PoolEntry | undefined {
    return this.#pool[this.#steps.length];
  }

  /** The record of the hit; `undefined` while it is read. */
  get record(): JudgedRecord | undefined {
    return this.entry && this.#records.get(this.entry.record);
  }

  get done(): number {
    return this.#steps.length;
  }

  get count(): number {
    return this.#pool.length;
  }

  /** The hit that was judged or skipped last: its id may be shown now. */
  get last(): Step | undefined {
    return this.#steps.at(-1);
  }

  get failure(): string | undefined {
    return this.#failure;
  }

  grade(grade: number): void {
    const { entry } = this;
    if (!entry) return;
    void this.#deps.judge({ ...entry, grade });
    this.#step({ entry, grade });
  }

  skip(): void {
    if (this.entry) this.#step({ entry: this.entry, grade: undefined });
  }

  undo(): void {
    const step = this.#steps.pop();
    if (step?.grade !== undefined) void this.#deps.judge({ ...step.entry, grade: null });
    this.#deps.onChange();
  }

  #step(step: Step): void {
    this.#steps.push(step);
    const ahead = this.#pool[this.#steps.length + batchSize / 2];
    if (ahead && !this.#records.has(ahead.record)) void this.#readFrom(this.#steps.length);
    this.#deps.onChange();
  }

  async #readFrom(at: number): Promise<void> {
    const next = this.#pool.slice(at, at + batchSize).map(({ record }) => record);
    const ids = [...new Set(next)].filter((id) => !this.#records.has(id));
    if (ids.length === 0) return;
    try {
      for (const record of await this.#deps.read(ids)) this.#records.set(record.id, record);
      this.#failure = undefined;
    } catch (error) {
      this.#failure = error instanceof Error ? error.message : String(error);
    }
    this.#deps.onChange();
  }
}

export type JudgingDeps = {
  readonly read: (ids: readonly string[]) => Promise<readonly JudgedRecord[]>;
  readonly judge: (judgment: PoolEntry & { readonly grade: number | null }) => Promise<void>;
  readonly onChange: () => void;
};

/** Records that are read at once: the next one is there when it is shown. */
const batchSize = 20;

type Step = { readonly entry: PoolEntry; readonly grade: number | undefined };
