import type { FrameLocator, Locator } from 'playwright-core';
import type { Workbench } from '../workbench/workbench.ts';

/** The map that is in front. */
export class MapView {
  readonly #frame: FrameLocator;

  constructor(workbench: Workbench) {
    this.#frame = workbench.webview;
  }

  get status(): Locator {
    return this.#frame.getByRole('status').first();
  }

  get legend(): Locator {
    return this.#frame.getByRole('region', { name: 'Colours' });
  }

  get canvas(): Locator {
    return this.#frame.locator('canvas').first();
  }

  /** Settles when the layout has come to its end, and returns what the map says of it. */
  async settles(timeoutMs: number): Promise<string> {
    const end = this.status.filter({ hasText: /is done|could not be made|was cancelled/ });
    await end.waitFor({ timeout: timeoutMs });
    const text = await end.innerText();
    if (!text.includes('is done')) throw new Error(text);
    return text;
  }
}
