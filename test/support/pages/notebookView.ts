import type { FrameLocator, Locator } from 'playwright-core';
import { patienceMs } from '../workbench/patience.ts';
import type { Workbench } from '../workbench/workbench.ts';

/** The notebook that is in front. */
export class NotebookView {
  readonly #frame: FrameLocator;

  constructor(workbench: Workbench) {
    this.#frame = workbench.webview;
  }

  get frame(): FrameLocator {
    return this.#frame;
  }

  /** Settles when the notebook shows its cells, or what is wrong with the file. */
  async shows(): Promise<void> {
    await this.#frame.locator('h1').first().waitFor({ state: 'attached' });
    await this.#frame.locator('[role=listitem], .notice, .page-message').first().waitFor();
  }

  /** A cell by its name, or by its number from 1. */
  cell(which: string | number): Locator {
    const cells = this.#frame.locator('[data-cell-id]');
    return typeof which === 'number'
      ? cells.nth(which - 1)
      : this.#frame.getByRole('listitem', { name: new RegExp(` ${which}$`) });
  }

  async run(which: string | number): Promise<void> {
    await this.cell(which).locator('vscode-button[aria-label="Run"]').click();
  }

  /** The line of a cell that says how its run went. */
  status(which: string | number): Locator {
    return this.cell(which).getByRole('status');
  }

  /** Runs a cell until its result is there. A click is lost where the notebook is drawn anew under it. */
  async runUntil(which: string | number, result: Locator): Promise<void> {
    const giveUpAt = Date.now() + patienceMs;
    do {
      await this.run(which);
      await result.waitFor({ timeout: 30_000 }).catch(() => undefined);
    } while (!(await result.isVisible()) && Date.now() < giveUpAt);
    await result.waitFor({ timeout: 1000 });
  }

  /** Runs a cell and returns its status line once there are hits. */
  async runToHits(which: string | number): Promise<string> {
    // What the run before found stands there until this one begins.
    await Promise.all([this.cell(which).evaluate(untilStatusChanges), this.run(which)]);
    const status = this.status(which).filter({ hasText: /hits?\b/ });
    try {
      await status.waitFor();
    } catch (error) {
      const text = await this.cell(which).innerText();
      throw new Error(`Cell ${which} found nothing:\n${text}`, { cause: error });
    }
    return status.innerText();
  }

  /** The texts of the rows of a cell's table that exist now; the grid makes only those in sight. */
  async rows(which: string | number): Promise<string[][]> {
    const rows = await this.cell(which).locator('.grid-body [role=row]').all();
    return Promise.all(rows.map((row) => row.getByRole('gridcell').allInnerTexts()));
  }

  /** The row of a hit, once it is rendered. */
  hit(which: string | number, id: string): Locator {
    const rows = this.cell(which).locator('.grid-body [role=row]');
    return rows.filter({ has: this.#frame.getByText(id, { exact: true }) });
  }

  /** The reading pane of the hits. */
  get record(): Locator {
    return this.#frame.getByRole('complementary', { name: 'Record' });
  }

  /** The problems that a cell names below its fields. */
  problems(which: string | number): Locator {
    return this.cell(which).locator('.problems li');
  }

  /** Why the last run of a cell failed, and the step that it offers; `about` tells it from a failure before. */
  async failure(which: string | number, about = ''): Promise<string[]> {
    const notice = this.cell(which).getByRole('alert').filter({ hasText: about });
    await notice.waitFor();
    return [
      await notice.locator('span').first().innerText(),
      ...(await notice.locator('vscode-button').allInnerTexts()),
    ];
  }

  /** Types what a cell searches by. */
  async search(which: string | number, text: string): Promise<void> {
    await this.cell(which).locator('.query-value input').fill(text);
  }

  /** Replaces the filter of a cell. */
  async typeFilter(which: string | number, text: string): Promise<void> {
    const editor = this.cell(which).locator('.cm-content').first();
    await editor.fill(text);
  }

  /** How far the cells are scrolled, in pixels. */
  async scrolled(): Promise<number> {
    return this.#frame.locator('.cells').evaluate((cells) => cells.scrollTop);
  }

  button(name: string): Locator {
    return this.#frame.locator('vscode-button', { hasText: name });
  }
}

/** Resolves when the status line of a cell says something else than now. Runs in the page. */
function untilStatusChanges(cell: Element): Promise<void> {
  const textNow = (): string => cell.querySelector('[role=status]')?.textContent ?? '';
  const before = textNow();
  return new Promise((resolve) => {
    const observer = new MutationObserver(() => {
      if (textNow() === before) return;
      observer.disconnect();
      resolve();
    });
    observer.observe(cell, { childList: true, characterData: true, subtree: true });
  });
}
