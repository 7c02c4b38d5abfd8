import type { Fetch } from './proxyAwareFetch.ts';

/**
 * Returns a `fetch` that reports requests without a response or with a status of 400 or more: method, first path
 * segment (which names neither index nor record) and status. Aborted requests are not reported.
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
  // The engine addresses an index by `/_i/<name>`.
  const [first = '', ...others] = pathname
    .replace(/^\/_i\/[^/]+/, '')
    .split('/')
    .slice(1);
  return `${method} /${first}${others.length > 0 ? '/…' : ''}`;
}
