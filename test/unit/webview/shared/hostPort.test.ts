import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import type { Port } from '../../../../src/common/rpc.ts';

const origin = 'vscode-webview://0a1b';

/** The page's window, as far as messages go: VS Code takes its parent away. */
class Page extends EventTarget {
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

it('takes messages from the frame around the page, and from no other origin or the page itself', () => {
  const frame = new EventTarget();
  const listening = port.onMessage((message) => received.push(message));
  send('of the host', frame, origin);
  send('of the page itself', page, origin);
  send('of another origin', frame, 'https://evil.example');
  send('of no origin', frame, 'null');
  listening.dispose();
  send('after the end', frame, origin);
  expect(received).toEqual(['of the host']);
});
