import type { HttpBindings } from '@hono/node-server';
import type { EngineContext } from './engineEnv.ts';

/**
 * Returns a signal that aborts if the client disconnects before the response is complete. Cheaper than the signal
 * of a web request.
 */
export function signalOf(context: EngineContext): AbortSignal {
  const controller = new AbortController();
  // Requests made by tests have no connection.
  const { outgoing } = (context.env ?? {}) as Partial<HttpBindings>;
  if (outgoing?.destroyed === true) controller.abort();
  outgoing?.once('close', () => {
    if (!outgoing.writableFinished) controller.abort();
  });
  return controller.signal;
}
