import type { FrameLocator, Locator } from 'playwright-core';
import type { Workbench } from '../workbench/workbench.ts';

/** The map of a notebook's cell: the first one, or the one of the cell with this number from 1. */
export class MapCellView {
  readonly #frame: FrameLocator;

  constructor(workbench: Pick<Workbench, 'webview'>) {
    this.#frame = workbench.webview;
  }

  get frame(): FrameLocator {
    return this.#frame;
  }

  get root(): Locator {
    return this.#frame.locator('.cell-map').first();
  }

  get canvas(): Locator {
    return this.root.locator('canvas.points');
  }

  get legend(): Locator {
    return this.root.getByRole('region', { name: 'Colours' });
  }

  /** How many points it shows. */
  async points(): Promise<number> {
    return Number(await this.root.getAttribute('data-points'));
  }

  async selectionSize(): Promise<number> {
    return Number(await this.root.getAttribute('data-selection'));
  }

  /** Where the mark of the query on the map stands, which moves as the map is zoomed. */
  async queryPlace(): Promise<string | null> {
    return this.root.locator('.query-mark').first().getAttribute('transform');
  }

  tool(name: string): Locator {
    return this.root.locator(`vscode-button[aria-label="${name}"]`);
  }

  /** Settles when the layout has come to its end. */
  async settles(): Promise<void> {
    await this.#frame.locator('.cell-map[data-stage=done]').first().waitFor();
  }
}
