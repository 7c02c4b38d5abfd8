import { sleep } from '../../common/async.ts';
import type { Disposable } from '../../common/disposables.ts';
import type { Event } from '../../common/emitter.ts';
import { localEnvironment } from '../../model/environment.ts';
import type { EngineEvent } from '../../pinecone/engineClient.ts';
import type { Endpoint } from '../environments/connections.ts';
import type { Catalog } from './catalog.ts';

/**
 * Follows the engine that all windows share: attaches to an engine that another window started, and invalidates the
 * catalog when the engine's indexes change.
 */
export class EngineWatcher implements Disposable {
  readonly #deps: EngineWatcherDeps;
  readonly #disposal = new AbortController();
  #isStarted = false;
  #pauseMs = firstPauseMs;
  #burst: ReturnType<typeof setTimeout> | undefined;

  constructor(deps: EngineWatcherDeps) {
    this.#deps = deps;
  }

  /** Starts following; later calls do nothing. */
  start(): void {
    if (this.#isStarted) return;
    this.#isStarted = true;
    void this.#run(this.#disposal.signal);
  }

  dispose(): void {
    this.#disposal.abort();
    clearTimeout(this.#burst);
  }

  /** Never rejects. */
  async #run(signal: AbortSignal): Promise<void> {
    let wake = (): void => undefined;
    const { engine } = this.#deps;
    const sources = [engine.onDidChangeState(() => wake()), engine.watch(() => wake())];
    while (!signal.aborted) {
      // Subscribes before the lookup, so that no change in between is lost.
      const changed = new Promise<void>((resolve) => (wake = resolve));
      const endpoint = await engine.findRunning(signal).catch(() => undefined);
      if (endpoint === undefined) await Promise.race([changed, aborted(signal)]);
      else await this.#follow(endpoint, signal);
    }
    for (const source of sources) source.dispose();
  }

  async #follow(endpoint: Endpoint, signal: AbortSignal): Promise<void> {
    try {
      // The first event confirms the open stream. Indexes may have changed before it.
      for await (const _ of this.#deps.follow(endpoint, signal)) {
        this.#pauseMs = firstPauseMs;
        this.#invalidateSoon();
      }
    } catch {
      // The engine stopped or is stopping; the next lookup finds out.
    }
    await sleep(this.#pauseMs, signal).catch(() => undefined);
    this.#pauseMs = Math.min(2 * this.#pauseMs, longestPauseMs);
  }

  #invalidateSoon(): void {
    if (this.#disposal.signal.aborted) return;
    this.#burst ??= setTimeout(() => {
      this.#burst = undefined;
      this.#deps.catalog.invalidate(localEnvironment.id);
    }, burstMs);
  }
}

export type EngineWatcherDeps = {
  readonly engine: {
    /** Returns the running engine, whichever window started it. Never starts one. */
    findRunning(signal: AbortSignal): Promise<Endpoint | undefined>;
    readonly onDidChangeState: Event<unknown>;
    /** Calls `onChange` when another window may have started or stopped an engine. */
    watch(onChange: () => void): Disposable;
  };
  readonly follow: (endpoint: Endpoint, signal: AbortSignal) => AsyncIterable<EngineEvent>;
  readonly catalog: Pick<Catalog, 'invalidate'>;
};

/** Changes within this time cause one invalidation. */
const burstMs = 100;

/** Delays before a closed event stream is reopened; the delay doubles after each stream without events. */
const firstPauseMs = 250;
const longestPauseMs = 5000;

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });
}
