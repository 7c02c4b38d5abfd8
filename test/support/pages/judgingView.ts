import type { FrameLocator, Locator } from 'playwright-core';
import type { Workbench } from '../workbench/workbench.ts';

/** The judging of the view that is in front: a study, a notebook or a list of records. */
export class JudgingView {
  readonly #frame: FrameLocator;
  #isTimed = false;

  constructor(workbench: Pick<Workbench, 'webview'>) {
    this.#frame = workbench.webview;
  }

  get region(): Locator {
    return this.#frame.getByRole('region', { name: 'Judge hits' });
  }

  /** Presses a key and waits for the next hit. */
  async judge(key: string, done: number): Promise<void> {
    await this.region.press(key);
    const judged = this.#frame.locator(`.judging[data-done="${done}"]`);
    await judged.waitFor();
    // A key before the next record is there would take the place of the one that is measured.
    if (this.#isTimed) await judged.locator('.record-text').waitFor();
  }

  /** From now on measures how long after a key the next record is there. */
  async startClock(): Promise<void> {
    this.#isTimed = true;
    await this.region.evaluate((place) => {
      const times: number[] = [];
      let pressedAt: number | undefined;
      place.addEventListener('keydown', () => (pressedAt = performance.now()), { capture: true });
      const look = (): void => {
        if (pressedAt === undefined || !place.querySelector('.record-text')) return;
        times.push(performance.now() - pressedAt);
        pressedAt = undefined;
      };
      new MutationObserver(look).observe(place, {
        attributeFilter: ['data-done'],
        childList: true,
        subtree: true,
      });
      Object.assign(globalThis, { judgingTimes: times });
    });
  }

  /** Milliseconds from each key to the next record since `startClock`, in order of their size. */
  async times(): Promise<number[]> {
    const times = await this.region.evaluate(
      () => (globalThis as unknown as { judgingTimes: number[] }).judgingTimes,
    );
    return times.toSorted((a, b) => a - b);
  }

  /** Ends the judging and waits until it is gone. */
  async leave(): Promise<void> {
    await this.region.press('Escape');
    await this.region.waitFor({ state: 'detached' });
  }
}
