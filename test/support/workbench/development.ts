import type { Page } from 'playwright-core';

/** What VS Code's server is told to load beside the extensions that are installed; absolute paths. */
export type Development = {
  readonly extension: string;
  /** A module exporting `run()`: runs instead of the window's work, in the extension host. */
  readonly tests?: string;
};

type DevelopmentOptions = { extensions: object[]; extensionTestsPath?: object };

/**
 * Makes the next window of the page load an extension from its folder. The way through the address is closed in built
 * versions, and an answer changed on its way loses its loopback address: so the page changes its own start-up data.
 */
export async function developIn(page: Page, { extension, tests }: Development): Promise<void> {
  const options: DevelopmentOptions = {
    extensions: [remoteUri(extension)],
    ...(tests === undefined ? {} : { extensionTestsPath: remoteUri(tests) }),
  };
  await page.addInitScript((developmentOptions) => {
    document.addEventListener('readystatechange', () => {
      const meta = document.getElementById('vscode-workbench-web-configuration');
      if (document.readyState !== 'interactive' || meta === null) return;
      const settings = JSON.parse(meta.dataset['settings'] ?? '{}') as object;
      meta.dataset['settings'] = JSON.stringify({ ...settings, developmentOptions });
    });
  }, options);
}

function remoteUri(folder: string): object {
  return { scheme: 'vscode-remote', authority: 'remote', path: folder };
}
