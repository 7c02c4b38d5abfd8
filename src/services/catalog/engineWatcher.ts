import { sleep } from '../../common/async.ts';
import type { Disposable } from '../../common/disposables.ts';
import type { Event } from '../../common/emitter.ts';
import { localEnvironment } from '../../model/environment.ts';
import type { EngineEvent } from '../../pinecone/engineClient.ts';
import type { Endpoint } from '../environments/connections.ts';
import type { Catalog } from './catalog.ts';

export type EngineWatcherPorts = {
  readonly engine: {
    /** The engine that runs, whichever window started it; never starts one. */
    findRunning(signal: AbortSignal): Promise<Endpoint | undefined>;
    readonly onDidChangeState: Event<unknown>;
    /** Tells when another window may have started or ended an engine. */
    watch(onChange: () => void): Disposable;
  };
  readonly follow: (endpoint: Endpoint, signal: AbortSignal) => AsyncIterable<EngineEvent>;
  readonly catalog: Pick<Catalog, 'invalidate'>;
};

/** Changes come in bursts: within so many milliseconds all are asked about at once. */
const burstMs = 100;

/** Milliseconds until a stream that ended is opened again: twice as many after each that told nothing. */
const firstPauseMs = 250;
const longestPauseMs = 5000;

/**
 * Keeps a window true to the engine that all windows share: joins one that another window started, and has what is shown
 * of it asked for again whenever its indexes change.
 */
export class EngineWatcher implements Disposable {
  readonly #ports: EngineWatcherPorts;
  readonly #disposal = new AbortController();
  #isStarted = false;
  #pauseMs = firstPauseMs;
  #burst: ReturnType<typeof setTimeout> | undefined;

  constructor(ports: EngineWatcherPorts) {
    this.#ports = ports;
  }

  /** Begins to watch; does nothing where that was begun. */
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
    const { engine } = this.#ports;
    const sources = [engine.onDidChangeState(() => wake()), engine.watch(() => wake())];
    while (!signal.aborted) {
      // Asked for before looking: what happens meanwhile is not missed.
      const changed = new Promise<void>((resolve) => (wake = resolve));
      const endpoint = await engine.findRunning(signal).catch(() => undefined);
      if (endpoint === undefined) await Promise.race([changed, aborted(signal)]);
      else await this.#follow(endpoint, signal);
    }
    for (const source of sources) source.dispose();
  }

  async #follow(endpoint: Endpoint, signal: AbortSignal): Promise<void> {
    try {
      // The first event says that the stream is open: before it, anything may have changed.
      for await (const _ of this.#ports.follow(endpoint, signal)) {
        this.#pauseMs = firstPauseMs;
        this.#invalidateSoon();
      }
    } catch {
      // The engine ended, or is about to: the next look tells.
    }
    await sleep(this.#pauseMs, signal).catch(() => undefined);
    this.#pauseMs = Math.min(2 * this.#pauseMs, longestPauseMs);
  }

  #invalidateSoon(): void {
    if (this.#disposal.signal.aborted) return;
    this.#burst ??= setTimeout(() => {
      this.#burst = undefined;
      this.#ports.catalog.invalidate(localEnvironment.id);
    }, burstMs);
  }
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });
}
