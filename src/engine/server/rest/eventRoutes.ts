import { Hono } from 'hono';
import type { Event } from '../../../common/emitter.ts';
import { Failure } from '../../../common/failure.ts';
import { jobStream, streamResponse } from './jobStream.ts';

/**
 * `GET /_vectorscope/events`: streams lines of JSON: `{"event":"open"}` first, then `{"event":"indexes"}` after
 * each change of indexes or backups. A slow client gets one line for several changes. Ends with the engine or its
 * client.
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
    // A kept connection would delay the engine's shutdown.
    answer.headers.set('connection', 'close');
    return answer;
  });

  return routes;
}

export type EngineEvents = {
  /** Fires after an index or a backup was created, changed or deleted. */
  readonly onDidChangeIndexes: Event<void>;
  /** Aborts when the engine is about to stop. */
  readonly ending: AbortSignal;
};

/** More than the windows that a user has open. */
const maxStreams = 64;

function whenAborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });
}
