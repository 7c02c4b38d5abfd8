import type { Locator } from 'playwright-core';
import { patienceMs } from '../workbench/patience.ts';
import type { Workbench } from '../workbench/workbench.ts';

/** The tree of environments, indexes and namespaces. */
export class TreeView {
  readonly #workbench: Workbench;

  constructor(workbench: Workbench) {
    this.#workbench = workbench;
  }

  /** By its command: a click on its icon closes a view that the window is about to restore. */
  async open(): Promise<void> {
    await this.#workbench.runCommand('View: Show Vectorscope');
    const welcome = this.#workbench.page.locator('.welcome-view');
    await this.row('local').or(welcome).filter({ visible: true }).first().waitFor();
  }

  /** The row whose label is `label`. */
  row(label: string): Locator {
    return this.#workbench.page
      .locator('.pane-body .monaco-list-row')
      .filter({
        has: this.#workbench.page.locator('.label-name').getByText(label, { exact: true }),
      })
      .first();
  }

  /** What a screen reader says of the row of a problem, once it is there: why, and the step that the row offers. */
  async problem(label: string): Promise<string> {
    const row = this.row(label);
    await row.waitFor();
    return (await row.getAttribute('aria-label')) ?? '';
  }

  /** Opens a row, and settles when one of its children, `child`, is there. */
  async expand(label: string, child: string): Promise<void> {
    const row = this.row(label);
    await row.waitFor();
    // A click is lost where the tree is painted anew under it.
    for (
      let tries = 0;
      tries < 5 && (await row.getAttribute('aria-expanded')) === 'false';
      tries++
    ) {
      await row.locator('.monaco-tl-twistie').click();
      await this.#workbench.page.waitForTimeout(200);
    }
    await this.row(child).waitFor();
  }

  /** Clicks a row, and settles when it is the selected one, which keys act on. */
  async select(label: string): Promise<void> {
    const selected = this.row(label).and(this.#workbench.page.locator('[aria-selected="true"]'));
    await this.#until(
      () => this.row(label).click({ timeout: 10_000 }),
      () => selected.waitFor({ timeout: 10_000 }),
    );
  }

  /** Takes up what the empty tree offers, as a button or as a row. */
  async offer(label: string): Promise<void> {
    const tree = this.#workbench.page.locator('.part.sidebar');
    await tree.getByText(new RegExp(label, 'i')).first().click();
  }

  /** Chooses an entry of a row's context menu. A menu closes, or never opens, where its row is replaced. */
  async choose(label: string, action: string): Promise<void> {
    const row = this.row(label);
    const item = this.#workbench.page.getByRole('menuitem', { name: action, exact: true });
    await this.#until(
      () => row.click({ button: 'right', timeout: 10_000 }),
      () => item.waitFor({ timeout: 10_000 }),
    );
    // A menu that has just opened takes no click yet.
    while (await item.isVisible()) await item.click({ timeout: 2000 }).catch(() => undefined);
  }

  /** Presses one of the icons that a row shows under the pointer. */
  async act(label: string, action: string, timeout = patienceMs): Promise<void> {
    const row = this.row(label);
    await row.hover({ timeout });
    await row.getByRole('button', { name: action }).click({ timeout });
  }

  /**
   * Runs an inline action until `done` resolves. A row that is replaced under the pointer swallows the click, or runs the
   * command without the row, which then asks for it.
   */
  actUntil(label: string, action: string, done: () => Promise<void>): Promise<void> {
    return this.#until(() => this.act(label, action, 10_000), done);
  }

  /** Chooses from the context menu until `done` resolves, as `actUntil` does. */
  chooseUntil(label: string, action: string, done: () => Promise<void>): Promise<void> {
    return this.#until(() => this.choose(label, action), done);
  }

  /** Chooses from the context menu what begins with an input box, and answers it. */
  async chooseAndAnswer(
    label: string,
    action: string,
    question: string | RegExp,
    text: string,
  ): Promise<void> {
    const asked = this.#workbench.quickInputMessage.filter({ hasText: question });
    await this.chooseUntil(label, action, () => asked.waitFor({ timeout: 20_000 }));
    await this.#workbench.answer(question, text);
  }

  /** Chooses from the context menu what begins with a question in a dialog, and presses one of its buttons. */
  async chooseAndAnswerModal(
    label: string,
    action: string,
    question: string | RegExp,
    button: string,
  ): Promise<void> {
    const dialog = this.#workbench.dialog(question);
    await this.chooseUntil(label, action, () => dialog.waitFor({ timeout: 20_000 }));
    await this.#workbench.answerModal(question, button);
  }

  async #until(step: () => Promise<void>, done: () => Promise<void>): Promise<void> {
    for (const giveUpAt = Date.now() + patienceMs; ;) {
      try {
        await step();
        return await done();
      } catch (error) {
        if (Date.now() > giveUpAt) throw error;
        await this.#workbench.page.keyboard.press('Escape');
      }
    }
  }
}
