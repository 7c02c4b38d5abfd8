import type { BrowserContext, FrameLocator, Locator, Page } from 'playwright-core';
import { patienceMs } from './patience.ts';
import { developIn, type Development } from './development.ts';

/** VS Code in a page of a browser: what a user sees and presses. */
export class Workbench {
  readonly page: Page;
  /** Errors that the page wrote to its console, and addresses outside this machine that it asked for. */
  readonly consoleErrors: string[] = [];

  private constructor(page: Page) {
    this.page = page;
    page.on('console', (message) => {
      if (message.type() === 'error') this.consoleErrors.push(message.text().slice(0, 500));
    });
  }

  /** Opens a workspace on a server and settles when the parts of the window stand. */
  static async open(
    context: BrowserContext,
    url: string,
    { workspace, development, size }: OpenOptions,
  ): Promise<Workbench> {
    const page = await context.newPage();
    const workbench = new Workbench(page);
    if (size !== undefined) await page.setViewportSize(size);
    if (development !== undefined) await developIn(page, development);
    const address = workspace === undefined ? `${url}/?ew=true` : workspaceUrl(url, workspace);
    await page.goto(address, { waitUntil: 'domcontentloaded' });
    await workbench.#stands();
    return workbench;
  }

  /** Loads the window again by VS Code's own command, which first keeps what the window holds; a browser's does not. */
  async reload(): Promise<void> {
    const loaded = this.page.waitForEvent('domcontentloaded');
    await this.runCommand('Developer: Reload Window');
    await loaded;
    await this.#stands();
  }

  /**
   * Runs a command by its title in the palette. The palette lists what is known when it opens: it is opened again
   * until the command is there.
   */
  async runCommand(title: string): Promise<void> {
    await this.#untilDone(`the command “${title}” is not in the palette`, async () => {
      await this.page.keyboard.press('F1');
      await this.quickInput.fill(`>${title}`, { timeout: 2000 });
      await this.#paletteRow(title).click({ timeout: 2000 });
    });
  }

  /**
   * Runs a command that begins with a question, until the question stands: a view that takes the focus a moment later
   * closes it, and the command is run again.
   */
  async runUntilAsked(title: string, question: Locator): Promise<void> {
    await this.#untilDone(`the command “${title}” does not ask`, async () => {
      await this.runCommand(title);
      await question.waitFor({ timeout: 20_000 });
    });
  }

  /** Runs a command that begins with a choice, and chooses the item whose label holds `label`. */
  async runAndPick(title: string, label: string): Promise<void> {
    await this.#untilDone(`the command “${title}” does not offer “${label}”`, async () => {
      await this.runCommand(title);
      await this.quickPickRow(label).click({ timeout: 20_000 });
    });
  }

  /** Runs a command that begins with an input box, and answers it. */
  async runAndAnswer(title: string, question: string | RegExp, text: string): Promise<void> {
    await this.runUntilAsked(title, this.quickInputMessage.filter({ hasText: question }));
    await this.answer(question, text);
  }

  /** Opens a file of the workspace by its name. */
  async openFile(name: string): Promise<void> {
    await this.#untilDone(`the file “${name}” is not in the workspace`, async () => {
      await this.page.keyboard.press('ControlOrMeta+P');
      await this.quickInput.fill(name, { timeout: 2000 });
      await this.quickPickRow(name).click({ timeout: 2000 });
      // Its tab may be there already, behind another one, and the list may have changed under the click.
      const front = this.page.locator('.tabs-container .tab.active', { hasText: name });
      await front.first().waitFor({ timeout: 5000 });
    });
  }

  /** The text field of the quick pick or input box that is open. */
  get quickInput(): Locator {
    return this.page.locator('.quick-input-widget:visible .quick-input-box input');
  }

  /** What the open input box says below its field. */
  get quickInputMessage(): Locator {
    return this.page.locator('.quick-input-widget:visible .quick-input-message');
  }

  /** The item of the open quick pick whose label holds `label`. */
  quickPickRow(label: string): Locator {
    return this.page.locator('.quick-input-list .monaco-list-row', { hasText: label }).first();
  }

  /** Chooses the item of the open quick pick whose label holds `label`. */
  async pick(label: string): Promise<void> {
    await this.quickPickRow(label).click();
  }

  /**
   * Answers the input box that asks for `question`, once it does, and accepts. A dialog that has just closed may take the
   * focus back, and with it the key: it is pressed again while the box stands there unchanged and finds no fault.
   */
  async answer(question: string | RegExp, text: string): Promise<void> {
    const asked = this.quickInputMessage.filter({ hasText: question });
    await asked.waitFor();
    await this.quickInput.fill(text);
    const refused = this.page.locator('.quick-input-widget:visible .monaco-inputbox.error');
    const isLeft = async (): Promise<boolean> =>
      (await asked.count()) > 0 &&
      (await refused.count()) === 0 &&
      (await this.quickInput.inputValue({ timeout: 1000 })) === text;
    const giveUpAt = Date.now() + patienceMs;
    do {
      await this.quickInput.press('Enter', { timeout: 2000 }).catch(() => undefined);
      await asked.waitFor({ state: 'hidden', timeout: 2000 }).catch(() => undefined);
    } while ((await isLeft().catch(() => false)) && Date.now() < giveUpAt);
  }

  /** Answers the dialog that asks for a file, once it suggests this path: it puts that there a moment after it opens. */
  async chooseFile(suggested: string, file: string): Promise<void> {
    const input = await this.quickInput.elementHandle();
    await this.page.waitForFunction(
      ([field, name]) => (field as HTMLInputElement | null)?.value.endsWith(name) === true,
      [input, suggested] as const,
    );
    await this.quickInput.fill(file);
    await this.page.keyboard.press('Enter');
  }

  /** The document inside the webview that is in front: the extension's page is two frames deep. */
  get webview(): FrameLocator {
    return this.page
      .frameLocator('iframe.webview.ready:visible')
      .frameLocator('iframe#active-frame');
  }

  tab(name: string): Locator {
    return this.page.locator('.tabs-container .tab', { hasText: name }).first();
  }

  notification(text: string | RegExp): Locator {
    return this.page.locator('.notification-toast', { hasText: text }).first();
  }

  /** A notification in the list of all, once it is there: as a toast it may have gone again, or never have come. */
  async listedNotification(text: string): Promise<Locator> {
    const list = this.page.locator('.notifications-center');
    const item = list.locator('.notification-list-item').filter({ hasText: text }).first();
    const giveUpAt = Date.now() + patienceMs;
    // The list closes when its last notification goes, as that of a progress does before the one that is waited for.
    while (Date.now() < giveUpAt) {
      if (!(await list.isVisible())) await this.runCommand('Notifications: Show Notifications');
      const isThere = await Promise.race(
        [item.waitFor().then(() => true), list.waitFor({ state: 'hidden' }).then(() => false)].map(
          (one) => one.catch(() => false),
        ),
      );
      if (isThere) break;
    }
    await item.waitFor();
    return item;
  }

  /** Presses a button of a notification. */
  async answerNotification(text: string | RegExp, button: string): Promise<void> {
    await this.notification(text).getByRole('button', { name: button, exact: true }).click();
  }

  /** The question that stands in front of everything. */
  dialog(question: string | RegExp): Locator {
    return this.page.locator('.monaco-dialog-box', { hasText: question });
  }

  /** Presses a button of the question that stands in front of everything, until that is gone. */
  async answerModal(question: string | RegExp, button: string): Promise<void> {
    const dialog = this.dialog(question);
    const pressed = dialog.getByRole('button', { name: button, exact: true });
    await pressed.click();
    for (let tries = 0; tries < 5 && (await dialog.isVisible()); tries++)
      await pressed.click({ timeout: 1000 }).catch(() => undefined);
  }

  /** Cancels the menus, boxes and dialogs that stand open. */
  async closeQuestions(): Promise<void> {
    const open = '.monaco-menu-container, .quick-input-widget, .monaco-dialog-box';
    for (let tries = 0; tries < 5; tries++) {
      if ((await this.page.locator(open).filter({ visible: true }).count()) === 0) return;
      await this.page.keyboard.press('Escape');
    }
  }

  async clearNotifications(): Promise<void> {
    await this.runCommand('Notifications: Clear All Notifications');
  }

  /** Changes the colour theme and settles when the window wears it. */
  async setTheme(theme: Theme): Promise<void> {
    const { name, className } = themes[theme];
    await this.#untilDone(`the theme “${name}” is not offered`, async () => {
      await this.runCommand('Preferences: Color Theme');
      await this.quickInput.fill(name, { timeout: 5000 });
      await this.quickPickRow(name).click({ timeout: 5000 });
    });
    await this.page.locator(`.monaco-workbench.${className}`).waitFor();
  }

  /** Takes a picture of the window, or of a part of it, as PNG. */
  async screenshot(file: string, part?: Part): Promise<void> {
    await this.page.screenshot({
      path: file,
      animations: 'disabled',
      ...(part === undefined ? {} : { clip: part }),
    });
  }

  /** The row of a command by its whole title, with or without an ellipsis: other titles may begin with it. */
  #paletteRow(title: string): Locator {
    const whole = new RegExp(`^${title.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`)}…?$`);
    const name = this.page.locator('.label-name', { hasText: whole });
    return this.page.locator('.quick-input-list .monaco-list-row').filter({ has: name }).first();
  }

  async #stands(): Promise<void> {
    const window = this.page.locator('.monaco-workbench');
    await window.locator('.part.statusbar').waitFor();
    await window.locator('.activitybar .action-item').first().waitFor();
  }

  async #untilDone(complaint: string, step: () => Promise<void>): Promise<void> {
    const giveUpAt = Date.now() + patienceMs;
    for (;;) {
      try {
        return await step();
      } catch (error) {
        if (Date.now() > giveUpAt) throw new Error(`To the end ${complaint}`, { cause: error });
        await this.page.keyboard.press('Escape');
      }
    }
  }
}

export type OpenOptions = {
  /** Folder on this machine that is opened as the workspace; without one the window is empty. */
  readonly workspace?: string;
  readonly development?: Development;
  /** Size of the window in pixels; by default that of the browser. */
  readonly size?: { readonly width: number; readonly height: number };
};

/** A part of the window, in pixels. */
export type Part = {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
};

/** The colour themes that everything is looked at in. */
export const themes = {
  dark: { name: 'Dark Modern', className: 'vs-dark' },
  light: { name: 'Light Modern', className: 'vs' },
  'high-contrast': { name: 'Dark High Contrast', className: 'hc-black' },
} as const;

export type Theme = keyof typeof themes;

export const themeNames = Object.keys(themes) as readonly Theme[];

/** The address that opens a folder of this machine on a server. */
export function workspaceUrl(url: string, workspace: string): string {
  return `${url}/?folder=${encodeURIComponent(workspace)}`;
}
