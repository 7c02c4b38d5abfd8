import { chromium, type BrowserContext } from 'playwright-core';
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

/** A headless browser whose profile lies in `profile`. Requests that leave this machine are refused. */
export async function openBrowser(profile: string): Promise<BrowserContext> {
  const context = await chromium.launchPersistentContext(profile, {
    executablePath: await findBrowser(),
    headless: true,
    args: quietArguments,
    viewport: { width: 1400, height: 900 },
    permissions: ['clipboard-read', 'clipboard-write'],
  });
  context.setDefaultTimeout(patienceMs);
  await context.route(
    ({ protocol, hostname }) =>
      /^https?:$/.test(protocol) && !['127.0.0.1', 'localhost'].includes(hostname),
    (route) => route.abort(),
  );
  return context;
}
