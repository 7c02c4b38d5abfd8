import type { FrameLocator, Locator } from 'playwright-core';
import type { Workbench } from '../workbench/workbench.ts';

/** The judging of the view that is in front: a study, a notebook or a list of records. */
export class JudgingView {
  readonly #frame: FrameLocator;

  constructor(workbench: Pick<Workbench, 'webview'>) {
    this.#frame = workbench.webview;
  }

  get region(): Locator {
    return this.#frame.getByRole('region', { name: 'Judge hits' });
  }

  /** Presses a key and waits for the next hit. */
  async judge(key: string, done: number): Promise<void> {
    await this.region.press(key);
    await this.#frame.locator(`.judging[data-done="${done}"]`).waitFor();
  }

  /** Ends the judging and waits until it is gone. */
  async leave(): Promise<void> {
    await this.region.press('Escape');
    await this.region.waitFor({ state: 'detached' });
  }
}
