import type { FrameLocator, Locator } from 'playwright-core';
import type { Workbench } from '../workbench/workbench.ts';

/** The map that is in front. */
export class MapView {
  readonly #frame: FrameLocator;

  constructor(workbench: Workbench) {
    this.#frame = workbench.webview;
  }

  get frame(): FrameLocator {
    return this.#frame;
  }

  get status(): Locator {
    return this.#frame.locator('#phase');
  }

  get legend(): Locator {
    return this.#frame.getByRole('region', { name: 'Colours' });
  }

  get canvas(): Locator {
    return this.#frame.locator('canvas').first();
  }

  /** The panel that shows the selected record. */
  get record(): Locator {
    return this.#frame.getByRole('region', { name: 'Record', exact: true });
  }

  /** The id of the selected record; empty while none is. */
  async selectedId(): Promise<string> {
    return (await this.#frame.locator('main').getAttribute('data-selected')) ?? '';
  }

  /** Where the selected record, once its neighbours are shown, stands in the picture, in pixels. */
  async selectedPlace(): Promise<{ x: number; y: number }> {
    const lines = await this.#frame.locator('.lines path').getAttribute('d');
    const [, x, y] = /^M(\S+) ([^L]+)L/.exec(lines ?? '') ?? [];
    if (x === undefined || y === undefined) throw new Error('No lines lead to neighbours');
    return { x: Number(x), y: Number(y) };
  }

  /** The neighbours that the panel names, the nearest first. */
  async neighbours(): Promise<{ id: string; score: number }[]> {
    const rows = this.#frame.locator('.neighbours .neighbour');
    await rows.first().waitFor();
    return Promise.all(
      (await rows.all()).map(async (row) => ({
        id: await row.locator('.neighbour-id').innerText(),
        score: Number(await row.locator('.numeric').innerText()),
      })),
    );
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
