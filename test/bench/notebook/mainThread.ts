import type { CDPSession, Locator, Page } from 'playwright-core';

/** What the browser tells of the main thread and the memory of a page. */
export class MainThread {
  readonly #page: Page;
  readonly #session: CDPSession;

  private constructor(page: Page, session: CDPSession) {
    this.#page = page;
    this.#session = session;
  }

  static async of(page: Page): Promise<MainThread> {
    const session = await page.context().newCDPSession(page);
    await session.send('Performance.enable', { timeDomain: 'threadTicks' });
    return new MainThread(page, session);
  }

  /** Returns the milliseconds of processor time that the main thread takes until what was begun is drawn. */
  async busyMs(begin: () => Promise<unknown>): Promise<number> {
    const before = await this.#metric('TaskDuration');
    await begin();
    await this.#page.evaluate(
      () => new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve))),
    );
    return 1000 * ((await this.#metric('TaskDuration')) - before);
  }

  /** Returns the bytes of the heap after a collection. */
  async heapBytes(): Promise<number> {
    await this.#session.send('HeapProfiler.collectGarbage');
    return this.#metric('JSHeapUsedSize');
  }

  async #metric(wanted: string): Promise<number> {
    const { metrics } = await this.#session.send('Performance.getMetrics');
    return metrics.find(({ name }) => name === wanted)?.value ?? Number.NaN;
  }
}

/** Long tasks of a document: its own, and those of the window around it. */
export type LongTasks = { readonly ownMs: number; readonly windowMs: number };

/** Notes from now on the long tasks in the document of an element; `longestTasks` returns the longest ones. */
export async function watchTasks(element: Locator): Promise<void> {
  await element.evaluate(() => {
    const noted: LongTask[] = [];
    new PerformanceObserver((list) => {
      for (const { duration, name } of list.getEntries()) noted.push({ duration, name });
    }).observe({ type: 'longtask' });
    Object.assign(globalThis, { notedTasks: noted });
  });
}

/** Returns the longest tasks since the last call, and forgets them. A task is reported only from 50 ms on; shorter ones are 0. */
export async function longestTasks(element: Locator): Promise<LongTasks> {
  return element.evaluate(() => {
    const { notedTasks } = globalThis as unknown as { readonly notedTasks: LongTask[] };
    const tasks = notedTasks.splice(0);
    const longest = (isOwn: boolean): number =>
      Math.max(
        0,
        ...tasks.filter(({ name }) => (name === 'self') === isOwn).map(({ duration }) => duration),
      );
    return { ownMs: longest(true), windowMs: longest(false) };
  });
}

type LongTask = { readonly duration: number; readonly name: string };
