import type { FrameLocator, Locator } from 'playwright-core';
import type { Workbench } from '../workbench/workbench.ts';

/** The records view that is in front. */
export class RecordsView {
  readonly frame: FrameLocator;

  constructor(workbench: Pick<Workbench, 'webview'>) {
    this.frame = workbench.webview;
  }

  get grid(): Locator {
    return this.frame.getByRole('grid', { name: 'Records' });
  }

  get status(): Locator {
    return this.frame.getByRole('status');
  }

  /** The reading pane. */
  get record(): Locator {
    return this.frame.getByRole('complementary', { name: 'Record' });
  }

  get nearest(): Locator {
    return this.record.getByRole('region', { name: 'Nearest records' }).getByRole('listitem');
  }

  button(name: string): Locator {
    return this.frame.getByRole('button', { name, exact: true });
  }

  field(name: string): Locator {
    return this.frame.getByRole('textbox', { name });
  }

  /** The row of a record, once it is rendered. */
  row(id: string): Locator {
    return this.grid.getByRole('row').filter({ has: this.frame.getByText(id, { exact: true }) });
  }

  /** The ids of the rendered rows, in order. */
  async ids(): Promise<string[]> {
    const rows = await this.grid.locator('.grid-body [role=row]').evaluateAll((elements) =>
      elements.map((row) => ({
        at: Number(row.getAttribute('aria-rowindex')),
        id: row.querySelector('[aria-colindex="2"]')?.textContent ?? '',
      })),
    );
    return rows.toSorted((one, other) => one.at - other.at).map(({ id }) => id);
  }

  /** The titles of the columns. */
  columns(): Promise<string[]> {
    return this.grid.getByRole('columnheader').allTextContents();
  }

  async waitForStatus(text: string | RegExp): Promise<void> {
    await this.status.filter({ hasText: text }).waitFor();
  }
}
