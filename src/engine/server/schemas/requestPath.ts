import { getPath } from 'hono/utils/url';

/**
 * Returns the path of a request. A base address that ends with a slash doubles the slash after it. The health check,
 * which needs no key, has one path only.
 */
export function requestPath(request: Request): string {
  return getPath(request)
    .replace(/^\/{2,}(?!healthz$)/, '/')
    .replace(/^(\/_i\/[^/]+)\/{2,}/, '$1/');
}
