import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import type { Port } from '../../../../src/common/rpc.ts';

const origin = 'vscode-webview://0a1b';

/** The page's window, as far as messages go; the frame around it is its parent. */
class Page extends EventTarget {
  readonly parent = new EventTarget();
  readonly origin = origin;
}

let page: Page;
let port: Port;
let received: unknown[];

beforeEach(async () => {
  page = new Page();
  vi.stubGlobal('window', page);
  vi.stubGlobal('acquireVsCodeApi', () => ({}));
  vi.resetModules();
  const { hostPort } = await import('../../../../webview/shared/hostPort.ts');
  port = hostPort();
  received = [];
});
afterEach(() => vi.unstubAllGlobals());

function send(data: string, source: unknown, from: string): void {
  page.dispatchEvent(Object.assign(new Event('message'), { data, source, origin: from }));
}

it('takes messages from the frame around the page, and from no other window or origin', () => {
  const listening = port.onMessage((message) => received.push(message));
  send('of the host', page.parent, origin);
  send('of a frame in the page', new EventTarget(), origin);
  send('of the page itself', page, origin);
  send('of another origin', page.parent, 'https://evil.example');
  send('of no origin', page.parent, 'null');
  listening.dispose();
  send('after the end', page.parent, origin);
  expect(received).toEqual(['of the host']);
});
