import { chromium, type BrowserContext, type BrowserServer } from 'playwright-core';
import { patienceMs } from './patience.ts';
import { findBrowser } from './findBrowser.ts';

const quietArguments = [
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-gpu',
  '--disable-quic',
  '--disable-sync',
  '--no-first-run',
];

const contextOptions = {
  viewport: { width: 1400, height: 900 },
  permissions: ['clipboard-read', 'clipboard-write'],
};

/** Opens a headless browser with its profile in the folder `profile`. It refuses requests that leave this machine. */
export async function openBrowser(profile: string): Promise<BrowserContext> {
  const context = await chromium.launchPersistentContext(profile, {
    ...(await launchOptions()),
    ...contextOptions,
  });
  return restrict(context);
}

/** Starts a headless browser for `openContext`, also from other processes. */
export async function startBrowser(): Promise<BrowserServer> {
  return chromium.launchServer(await launchOptions());
}

/**
 * Opens a context of a started browser: storage, cookies and cache of its own, in memory. It refuses requests that leave
 * this machine. Closing `context.browser()` ends the connection, and the browser goes on.
 */
export async function openContext(browserUrl: string): Promise<BrowserContext> {
  const browser = await chromium.connect(browserUrl);
  return restrict(await browser.newContext(contextOptions));
}

async function launchOptions() {
  return { executablePath: await findBrowser(), headless: true, args: quietArguments };
}

async function restrict(context: BrowserContext): Promise<BrowserContext> {
  context.setDefaultTimeout(patienceMs);
  await context.route(
    ({ protocol, hostname }) =>
      /^https?:$/.test(protocol) && !['127.0.0.1', 'localhost'].includes(hostname),
    (route) => route.abort(),
  );
  return context;
}
