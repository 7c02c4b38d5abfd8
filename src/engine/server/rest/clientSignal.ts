import type { HttpBindings } from '@hono/node-server';
import type { EngineContext } from './engineEnv.ts';

/** Aborts when the client goes away before it is answered. Costs less than the signal of a web request. */
export function signalOf(context: EngineContext): AbortSignal {
  const controller = new AbortController();
  // Requests that tests make without a server have no connection.
  const { outgoing } = (context.env ?? {}) as Partial<HttpBindings>;
  if (outgoing?.destroyed === true) controller.abort();
  outgoing?.once('close', () => {
    if (!outgoing.writableFinished) controller.abort();
  });
  return controller.signal;
}
