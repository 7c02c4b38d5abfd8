import type { HttpBindings } from '@hono/node-server';
import { getPath } from 'hono/utils/url';

/**
 * Returns a function that returns the path of a request, below `/_i/{name}` for requests at the port of an index. A
 * base address that ends with a slash doubles the slash after it. The health check, which needs no key, has one path
 * only.
 */
export function pathWithin(
  ports?: PortNames,
): (request: Request, options?: { env?: HttpBindings }) => string {
  return (request, options) => {
    const path = getPath(request);
    // Requests made by tests have no connection.
    const { incoming } = (options?.env ?? {}) as Partial<HttpBindings>;
    const port = incoming?.socket.localPort;
    const index = port === undefined ? undefined : ports?.indexAt(port);
    return index === undefined
      ? path.replace(/^\/{2,}(?!healthz$)/, '/').replace(/^(\/_i\/[^/]+)\/{2,}/, '$1/')
      : `/_i/${index}${path.replace(/^\/{2,}/, '/')}`;
  };
}

/** Tells which index a port belongs to. */
type PortNames = { indexAt(port: number): string | undefined };
