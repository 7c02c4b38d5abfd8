import type { JudgingStart } from '../../../src/protocol/judging.ts';
import { Judging, type JudgingDeps } from './judging.ts';

/** The judging that a view shows over its other parts, if there is one. */
export class ShownJudging {
  readonly #deps: JudgingDeps;
  #shown: Shown | undefined;

  constructor(deps: JudgingDeps) {
    this.#deps = deps;
  }

  get shown(): Shown | undefined {
    return this.#shown;
  }

  /** Shows the judging of a question; without one, nothing changes. */
  begin(start: JudgingStart | null): void {
    if (!start) return;
    const judging = new Judging(start.pool, this.#deps);
    this.#shown = { start, judging, opener: globalThis.document?.activeElement ?? null };
    this.#deps.onChange();
  }

  end(): void {
    this.#shown = undefined;
    this.#deps.onChange();
  }
}

export type Shown = {
  readonly start: JudgingStart;
  readonly judging: Judging;
  /** The element that had the focus before. */
  readonly opener: Element | null;
};
