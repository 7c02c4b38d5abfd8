import type { FrameLocator, Locator, Page } from 'playwright-core';
import type { MapDetail } from '../../../src/model/map/map.ts';
import { patienceMs } from '../workbench/patience.ts';
import type { Workbench } from '../workbench/workbench.ts';

/** The map that is in front. */
export class MapView {
  readonly #frame: FrameLocator;
  readonly #page: Page;

  constructor(workbench: Pick<Workbench, 'webview' | 'page'>) {
    this.#frame = workbench.webview;
    this.#page = workbench.page;
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

  /** The lists of duplicates and outliers. */
  get findings(): Locator {
    return this.#frame.getByRole('region', { name: 'Findings' });
  }

  /** What the map says of the one beside it. */
  get comparison(): Locator {
    return this.#frame.getByRole('region', { name: 'Comparison' });
  }

  /** What the map says of the queries on it. */
  get queries(): Locator {
    return this.#frame.getByRole('region', { name: 'Queries' });
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

  /** The id of the selected record, once it is another than this one. */
  async selectedIdAfter(before = ''): Promise<string> {
    const main = this.#frame.locator(`main[data-selected]:not([data-selected="${before}"])`);
    return (await main.getAttribute('data-selected')) ?? '';
  }

  /** Where the selected record, once its neighbours are shown, stands in the picture, in pixels. */
  async selectedPlace(): Promise<{ x: number; y: number }> {
    const lines = await this.#frame.locator('.lines path[d^=M]').first().getAttribute('d');
    const [, x, y] = /^M(\S+) ([^L]+)L/.exec(lines ?? '') ?? [];
    if (x === undefined || y === undefined) throw new Error('No lines lead to neighbours');
    return { x: Number(x), y: Number(y) };
  }

  /** All that the user chose in the view. */
  async choices(): Promise<MapChoices> {
    const pressed = this.#frame.locator('main [aria-pressed=true]');
    return {
      parameters: await this.#frame.locator('header summary').first().innerText(),
      colourBy: await this.legend.getByRole('combobox', { name: 'Colour by' }).inputValue(),
      pressed: (await pressed.allInnerTexts()).map((text) => text.replaceAll(/\s+/g, ' ').trim()),
      search: await this.#frame.getByRole('search').getByRole('textbox').inputValue(),
      selected: await this.selectionSize(),
      record: await this.selectedId(),
    };
  }

  /** Makes the map again with something else, and settles when what was there before is void. */
  async remake(changes: {
    readonly method?: string;
    readonly components?: 2 | 3;
    readonly detail?: MapDetail;
    readonly sample?: number;
    readonly seed?: number;
  }): Promise<void> {
    const form = this.#frame.getByRole('form', { name: 'Parameters' });
    const summary = this.#frame.locator('header summary').first();
    const before = await summary.innerText();
    await summary.click();
    if (changes.method !== undefined) await form.getByLabel('Method').selectOption(changes.method);
    if (changes.components !== undefined)
      await form.getByLabel('Dimensions').selectOption(String(changes.components));
    if (changes.detail !== undefined) await form.getByLabel('Detail').selectOption(changes.detail);
    if (changes.sample !== undefined)
      await form.getByLabel('Records at most').fill(String(changes.sample));
    if (changes.seed !== undefined) await form.getByLabel('Seed').fill(String(changes.seed));
    await form.getByRole('button', { name: 'Make Map' }).click();
    const failed = this.#frame.locator('main[data-stage=failed]');
    await summary.filter({ hasNotText: before }).or(failed).first().waitFor();
  }

  /** Where the ends of the principal components are seen, to the right and downwards of their middle. */
  async axes(): Promise<string[]> {
    await this.canvas.evaluate(untilDrawn);
    return this.#frame.locator('.axes line').evaluateAll((lines) =>
      lines.map((line) => {
        const number = (name: string): number => Number(line.getAttribute(name));
        return `${Math.round(number('x2') - number('x1'))} ${Math.round(number('y2') - number('y1'))}`;
      }),
    );
  }

  /** Settles when the picture changes no more: many points come in parts. */
  async isStill(): Promise<void> {
    let before: Buffer = Buffer.alloc(0);
    for (;;) {
      const now = await this.canvas.screenshot();
      if (now.equals(before)) return;
      before = now;
      await this.#page.waitForTimeout(1000);
    }
  }

  /** Drags over the picture, from its middle. */
  async drag(across: number, down: number, button: 'left' | 'right' = 'left'): Promise<void> {
    const box = await this.canvas.boundingBox();
    if (box === null) throw new Error('The picture is not in sight');
    const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];
    await this.#page.mouse.move(x, y);
    await this.#page.mouse.down({ button });
    await this.#page.mouse.move(x + across, y + down, { steps: 8 });
    await this.#page.mouse.up({ button });
  }

  /** Settles while the points are being laid out. */
  async isLaidOut(): Promise<void> {
    await this.status.filter({ hasText: 'Laying out' }).waitFor();
  }

  /** What draws the points, as the view names it. */
  async drawing(): Promise<string> {
    return (await this.#frame.locator('main').getAttribute('data-drawing')) ?? '';
  }

  /** Does to the picture what a driver that crashes does. */
  async loseGraphics(): Promise<void> {
    await this.#driver('loseContext');
  }

  async bringGraphicsBack(): Promise<void> {
    await this.#driver('restoreContext');
  }

  /** How many points are selected. */
  async selectionSize(): Promise<number> {
    return Number(await this.#frame.locator('main').getAttribute('data-selection'));
  }

  /** How many points are selected, once any are. */
  async selectionMade(): Promise<number> {
    const main = this.#frame.locator('main[data-selection]:not([data-selection="0"])');
    return Number(await main.getAttribute('data-selection'));
  }

  /** Draws a lasso over the whole left half of the picture. */
  async lassoLeftHalf(): Promise<void> {
    const box = await this.canvas.boundingBox();
    if (box === null) throw new Error('The picture is not in sight');
    const { x, y, width, height } = box;
    const mouse = this.#page.mouse;
    await mouse.move(x + 4, y + 4);
    await mouse.down();
    for (const [across, upward] of [
      [0.25, 0],
      [0.5, 0],
      [0.5, 0.5],
      [0.5, 1],
      [0.25, 1],
      [0, 1],
    ] as const)
      await mouse.move(x + 4 + across * width, y + 4 + upward * (height - 8), { steps: 4 });
    await mouse.up();
  }

  /** The points as a table. */
  get table(): Locator {
    return this.#frame.getByRole('grid');
  }

  /** The text of the table's cell that has the focus; empty while its row is not drawn yet. */
  async activeCell(): Promise<string> {
    const id = await this.table.getAttribute('aria-activedescendant');
    const [cell] = await this.#frame.locator(`[id="${id ?? ''}"]`).all();
    return (await cell?.innerText()) ?? '';
  }

  /** The names in the toolbar: those in its row, and those behind *More*. */
  async tools(): Promise<{ inRow: readonly string[]; behindMore: readonly string[] }> {
    const bar = this.#frame.getByRole('group', { name: 'Tools' });
    const inRow = await bar.getByRole('button').allInnerTexts();
    if (!inRow.includes('More')) return { inRow, behindMore: [] };
    const more = bar.getByRole('button', { name: 'More', exact: true });
    await more.click();
    const behindMore = await bar.locator('.menu-item').allInnerTexts();
    await more.click();
    return { inRow, behindMore };
  }

  /** In how many rows the tools stand, and how wide all that is in the view would like to be. */
  async toolbarShape(): Promise<{ rows: number; widest: number }> {
    const tops = await this.#frame
      .locator('.action-bar > .control, .action-bar > .menu')
      .evaluateAll((elements) => elements.map((one) => one.getBoundingClientRect().top));
    const widest = await this.#frame.locator('main').evaluate((main) => main.scrollWidth);
    return { rows: new Set(tops).size, widest };
  }

  /** Presses a tool or a layer of the toolbar, in its row or behind *More*. */
  async act(name: string): Promise<void> {
    const bar = this.#frame.getByRole('group', { name: 'Tools' });
    const more = bar.getByRole('button', { name: 'More', exact: true });
    const inRow = bar.getByRole('button', { name, exact: true });
    await inRow.or(more).first().waitFor();
    if ((await inRow.count()) > 0) return inRow.click();
    await more.click();
    await bar.locator('.menu-item', { hasText: name }).click();
  }

  /** Chooses what is saved. */
  async save(what: string): Promise<void> {
    const bar = this.#frame.getByRole('group', { name: 'Tools' });
    await bar.getByRole('button', { name: /^(Save|More)$/ }).click();
    await bar.getByRole('menuitem', { name: what }).click();
  }

  /** A control of the view, by its name. */
  button(name: string): Locator {
    return this.#frame.getByRole('button', { name, exact: true });
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
  async settles(limitMs = patienceMs): Promise<string> {
    const end = this.status.filter({ hasText: /is done|could not be made|was cancelled/ });
    await end.waitFor({ timeout: limitMs });
    const text = await end.innerText();
    if (!text.includes('is done')) throw new Error(text);
    return text;
  }

  async #driver(does: 'loseContext' | 'restoreContext'): Promise<void> {
    await this.canvas.evaluate((element, name) => {
      const canvas = element as HTMLCanvasElement & { driver?: WEBGL_lose_context | null };
      // A context that is lost gives out no extensions.
      canvas.driver ??= canvas.getContext('webgl2')?.getExtension('WEBGL_lose_context') ?? null;
      canvas.driver?.[name]();
    }, does);
  }
}

export type MapChoices = {
  readonly parameters: string;
  readonly colourBy: string;
  /** The buttons that are down: layers, and entries of the legend. */
  readonly pressed: readonly string[];
  readonly search: string;
  readonly selected: number;
  readonly record: string;
};

/** Resolves when what was done before is drawn. Runs in the page. */
function untilDrawn(): Promise<void> {
  return new Promise((resolve) =>
    requestAnimationFrame(() => requestAnimationFrame(() => resolve())),
  );
}
