import type { Fetch } from './proxyAwareFetch.ts';

/**
 * Returns a `fetch` that also tells of each request that got no answer or a status from 400 on: its method and the first
 * part of its path, which names neither index nor record, and the status. What was aborted is not told.
 */
export function failureReportingFetch(fetch: Fetch, onFailure: (text: string) => void): Fetch {
  return async (url, init) => {
    try {
      const response = await fetch(url, init);
      if (response.status >= 400) onFailure(`${nameOf(url, init)}: ${response.status}`);
      return response;
    } catch (error) {
      if (init.signal?.aborted !== true) onFailure(`${nameOf(url, init)}: no answer`);
      throw error;
    }
  };
}

function nameOf(url: string, { method = 'GET' }: RequestInit): string {
  const { pathname } = new URL(url);
  // An index of the engine is addressed by `/_i/<name>`.
  const [first = '', ...others] = pathname
    .replace(/^\/_i\/[^/]+/, '')
    .split('/')
    .slice(1);
  return `${method} /${first}${others.length > 0 ? '/…' : ''}`;
}
