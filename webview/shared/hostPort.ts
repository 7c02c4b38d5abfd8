import type { Port } from '../../src/common/rpc.ts';
import { pageData } from './pageData.ts';

type HostApi = {
  postMessage(message: unknown, transfer?: readonly ArrayBuffer[]): void;
  getState(): unknown;
  setState(state: unknown): void;
};

declare function acquireVsCodeApi(): HostApi;

// VS Code gives this object out once for each page.
const host = acquireVsCodeApi();

/** The way to the extension host. Messages from any other window are dropped. */
export function hostPort(): Port {
  return {
    post: (message, transfer) => host.postMessage(message, transfer),
    onMessage(listener) {
      const receive = (event: MessageEvent): void => {
        if (isFromHost(event)) listener(event.data);
      };
      window.addEventListener('message', receive);
      return { dispose: () => window.removeEventListener('message', receive) };
    },
  };
}

/**
 * VS Code hands the host's messages on by the frame around this page, which has the same origin; it takes `window.parent`
 * away, so that the frame itself cannot be told from others.
 */
function isFromHost({ source, origin }: MessageEvent): boolean {
  return source !== window && origin === window.origin;
}

/**
 * What `saveViewState` kept the last time, else what the page begins with, given as `unknown` to `decode`; it outlives
 * hiding and reloading.
 */
export function loadViewState<T>(decode: (state: unknown) => T): T {
  return decode(host.getState() ?? pageData.state);
}

export function saveViewState(state: unknown): void {
  host.setState(state);
}
