import type { Agent } from 'undici';
import type { Disposable } from '../common/disposables.ts';
import { isLoopbackHost } from '../model/loopback.ts';

/** Sends one request, as the global `fetch` does. */
export type Fetch = (url: string, init: RequestInit) => Promise<Response>;

/** Connections to the engine: a map may be silent for as long as it is computed, and a client has limits of its own. */
const loopbackOptions = { bodyTimeout: 0, headersTimeout: 0, keepAliveTimeout: 30_000 };

/**
 * Chooses how a request travels. Beyond this machine by the global `fetch`, looked up at each call: it is the one that
 * VS Code replaces in its extension host, so that requests follow `http.proxy`, PAC files and the system's certificates;
 * undici's own functions would go past all that. On this machine by undici, whose agent keeps connections, never asks a
 * proxy, and does not cut an answer that is silent for five minutes as the global `fetch` does.
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

/** Loads undici when it is first needed: activation does not wait for it. */
async function openLoopback(): Promise<{ agent: Agent; fetch: Fetch }> {
  const undici = await import('undici');
  const agent = new undici.Agent(loopbackOptions);
  // The types of the package and of the platform name the same things differently.
  const fetch = undici.fetch as unknown as (url: string, init: object) => Promise<Response>;
  return { agent, fetch: (url, init) => fetch(url, { ...init, dispatcher: agent }) };
}
