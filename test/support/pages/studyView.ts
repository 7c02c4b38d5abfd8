import type { FrameLocator, Locator } from 'playwright-core';
import type { Workbench } from '../workbench/workbench.ts';

/** The study that is in front. */
export class StudyView {
  readonly frame: FrameLocator;

  constructor(workbench: Pick<Workbench, 'webview'>) {
    this.frame = workbench.webview;
  }

  get questions(): Locator {
    return this.frame.getByRole('grid', { name: 'Questions' });
  }

  get comparison(): Locator {
    return this.frame.getByRole('region', { name: 'Comparison' });
  }

  button(name: string | RegExp): Locator {
    return this.frame.getByRole('button', { name, exact: true });
  }

  /** Resolves when this number of runs is stored and none is in progress. */
  async waitForRuns(count: number): Promise<void> {
    await this.frame.locator(`main[data-runs="${count}"][data-running="false"]`).waitFor();
  }
}
