import type { Agent } from 'undici';
import type { Disposable } from '../common/disposables.ts';
import { isLoopbackHost } from '../model/isLoopbackHost.ts';

/**
 * Sends requests the way their host requires. Other machines: the global `fetch`, looked up at each call, because VS
 * Code replaces it in the extension host to apply `http.proxy`, PAC files and system certificates. This machine:
 * undici, whose agent keeps connections open, never uses a proxy, and does not end a silent response after five minutes
 * as the global `fetch` does.
 */
export class ProxyAwareFetch implements Disposable {
  #loopback: Promise<{ readonly agent: Agent; readonly fetch: Fetch }> | undefined;

  readonly fetch: Fetch = async (url, init) => {
    if (!isLoopbackHost(new URL(url).hostname)) return globalThis.fetch(url, init);
    this.#loopback ??= openLoopback();
    const { fetch } = await this.#loopback;
    return fetch(url, init);
  };

  dispose(): void {
    void this.#loopback?.then(({ agent }) => agent.destroy());
    this.#loopback = undefined;
  }
}

/** Sends one request, like the global `fetch`. */
export type Fetch = (url: string, init: RequestInit) => Promise<Response>;

/**
 * Connections to the engine have no timeouts of their own: a map may be silent while it is computed, and the client has
 * limits.
 */
const loopbackOptions = { bodyTimeout: 0, headersTimeout: 0, keepAliveTimeout: 30_000 };

/** Loads undici on first use, so that activation does not wait for it. */
async function openLoopback(): Promise<{ agent: Agent; fetch: Fetch }> {
  const undici = await import('undici');
  const agent = new undici.Agent(loopbackOptions);
  // The package and the platform declare the same types under different names.
  const fetch = undici.fetch as unknown as (url: string, init: object) => Promise<Response>;
  return { agent, fetch: (url, init) => fetch(url, { ...init, dispatcher: agent }) };
}
