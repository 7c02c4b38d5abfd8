import { Hono } from 'hono';
import type { Event } from '../../../common/emitter.ts';
import { Failure } from '../../../common/failure.ts';
import { jobStream, streamResponse } from './jobStream.ts';

export type EngineEvents = {
  /** Indexes or backups were made, changed or deleted. */
  readonly onDidChangeIndexes: Event<void>;
  /** Aborted when the engine is about to end. */
  readonly ending: AbortSignal;
};

/** As many as windows that somebody has open at once, and more. */
const maxStreams = 64;

/**
 * `GET /_vectorscope/events`: lines of JSON, at first `{"event":"open"}`, then `{"event":"indexes"}` after each change of
 * the indexes or their backups; a slow client gets one line for several changes. It ends with the engine or its client.
 */
export function eventRoutes({ onDidChangeIndexes, ending }: EngineEvents): Hono {
  const routes = new Hono();
  let open = 0;

  routes.get('/_vectorscope/events', () => {
    if (open >= maxStreams)
      throw new Failure('rateLimited', `No more than ${maxStreams} clients can follow the events`);
    open++;
    const stream = jobStream(async (output, signal) => {
      const send = (event: string): void =>
        output.write(Buffer.from(`${JSON.stringify({ event })}\n`), event);
      send('open');
      const listener = onDidChangeIndexes(() => send('indexes'));
      await whenAborted(AbortSignal.any([signal, ending]));
      listener.dispose();
      open--;
    });
    const answer = streamResponse(stream, 'application/x-ndjson');
    // A connection that stayed for another request would hold up the end of the engine.
    answer.headers.set('connection', 'close');
    return answer;
  });

  return routes;
}

function whenAborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });
}
