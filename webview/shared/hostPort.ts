import type { Port } from '../../src/common/rpc.ts';
import { pageData } from './pageData.ts';

type HostApi = {
  postMessage(message: unknown, transfer?: readonly ArrayBuffer[]): void;
  getState(): unknown;
  setState(state: unknown): void;
};

declare function acquireVsCodeApi(): HostApi;

// VS Code provides this object only once per page.
const host = acquireVsCodeApi();

/** The message port to the extension host. Drops messages from other windows. */
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
 * Accepts only messages from the frame around this page. VS Code forwards the host's messages from that frame, which
 * has the same origin, and removes `window.parent`, so frames cannot be compared.
 */
function isFromHost({ source, origin }: MessageEvent): boolean {
  return source !== window && origin === window.origin;
}

/**
 * Returns the decoded state that `saveViewState` last saved, else the page's initial state. It survives hiding and
 * reloading.
 */
export function loadViewState<T>(decode: (state: unknown) => T): T {
  return decode(host.getState() ?? pageData.state);
}

export function saveViewState(state: unknown): void {
  host.setState(state);
}
