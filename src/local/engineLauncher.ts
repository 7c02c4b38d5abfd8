import { sleep, throwIfAborted } from '../common/async.ts';
import type { Disposable } from '../common/disposables.ts';
import { Emitter, type Event } from '../common/emitter.ts';
import { Failure } from '../common/failure.ts';
import type { Log } from '../common/log.ts';
import type { Secret } from '../common/secret.ts';
import { checkHealth, isAlive, readKey, readAddress, type EngineAddress } from './engineAddress.ts';
import { errorCodeOf } from './errorCodeOf.ts';
import { watchEngineAddress } from './watchEngineAddress.ts';
import { engineLogFileOf, startEngine, type EngineProgram } from './startEngine.ts';

/**
 * Manages the one engine shared by all windows: joins the engine that holds the data folder, or starts one. Restarts it
 * after a crash on next use, at most once a minute; then the user decides.
 */
export class EngineLauncher implements Disposable {
  readonly #program: EngineProgram;
  readonly #log: Log;
  readonly #stateChange = new Emitter<EngineState>();
  readonly #disposal = new AbortController();
  #state: EngineState = 'stopped';
  #running: Running | undefined;
  #starting: Promise<Running> | undefined;
  #crashes: readonly number[] = [];
  #isStopping = false;

  readonly onDidChangeState: Event<EngineState> = this.#stateChange.event;

  constructor({ log, ...options }: EngineLauncherOptions) {
    this.#log = log;
    this.#program = { execPath: process.execPath, readyTimeoutMs: 10_000, ...options };
  }

  get state(): EngineState {
    return this.#state;
  }

  /** The engine's log file. */
  get logFile(): string {
    return engineLogFileOf(this.#program.dataFolder);
  }

  /**
   * Returns the running engine's endpoint; starts the engine if needed. Concurrent callers share one start. Throws
   * `unavailable` if it cannot start or keeps crashing, `damaged` for a damaged catalog.
   */
  async endpoint(signal: AbortSignal): Promise<EngineEndpoint> {
    throwIfAborted(signal);
    const running = this.#running;
    if (running !== undefined && (await this.#isThere(running, signal))) return running.endpoint;
    this.#starting ??= this.#start().finally(() => (this.#starting = undefined));
    return (await untilAborted(this.#starting, signal)).endpoint;
  }

  /**
   * Returns the running engine's endpoint, whichever window started it; `undefined` if none responds. Never starts one.
   */
  async findRunning(signal: AbortSignal): Promise<EngineEndpoint | undefined> {
    throwIfAborted(signal);
    await this.#starting?.catch(() => undefined);
    const known = this.#running;
    if (known !== undefined && (await this.#isThere(known, signal))) return known.endpoint;
    const address = await this.#answering(signal);
    const found = address && (await this.#runningAt(address));
    // Another call may have joined or started an engine in the meantime.
    if (found !== undefined && this.#running === undefined && this.#starting === undefined) {
      this.#log.info(
        `Joined the local engine: process ${found.address.pid} at ${found.address.url}`,
      );
      this.#running = found;
      this.#setState('running');
    }
    return found?.endpoint;
  }

  /** Calls `onChange`, until disposed, when another window may have started or stopped an engine. */
  watch(onChange: () => void): Disposable {
    return watchEngineAddress(this.#program.dataFolder, onChange);
  }

  /** Stops the engine for all windows. Acknowledged writes are on disk. Does nothing if none runs. */
  async stop(signal: AbortSignal): Promise<void> {
    const address = await this.#findAddress(signal);
    if (address === undefined) {
      this.#lose('stopped');
      return;
    }
    this.#isStopping = true;
    try {
      terminate(address.pid);
      const endsAt = performance.now() + stopPatienceMs;
      while (isAlive(address.pid)) {
        if (performance.now() > endsAt) {
          throw new Failure(
            'timeout',
            `The local engine (process ${address.pid}) does not stop; end the process yourself`,
          );
        }
        await sleep(20, signal);
      }
      this.#lose('stopped');
    } finally {
      this.#isStopping = false;
    }
  }

  /** Stops the engine if it runs, resets the crash count, and starts it. */
  async restart(signal: AbortSignal): Promise<void> {
    await this.stop(signal);
    this.#crashes = [];
    await this.endpoint(signal);
  }

  /** Stops waiting for the engine, which keeps running for other windows until it is idle. */
  dispose(): void {
    this.#disposal.abort();
    this.#stateChange.dispose();
  }

  async #start(): Promise<Running> {
    this.#refuseAfterCrashes();
    this.#setState('starting');
    try {
      const running = await this.#joinOrStart(this.#disposal.signal);
      this.#running = running;
      this.#setState('running');
      return running;
    } catch (error) {
      this.#setState('stopped');
      throw error;
    }
  }

  async #joinOrStart(signal: AbortSignal): Promise<Running> {
    const endsAt = performance.now() + lockPatienceMs;
    for (;;) {
      const address = await this.#answering(signal);
      if (address !== undefined) {
        this.#log.info(`Joined the local engine: process ${address.pid} at ${address.url}`);
        return this.#runningAt(address);
      }
      try {
        return await this.#startOwn(signal);
      } catch (error) {
        if (!Failure.is(error, 'conflict')) throw error;
        if (performance.now() > endsAt) {
          throw new Failure(
            'unavailable',
            `${error.message}, but it does not respond; end its process, then try again`,
            { cause: error },
          );
        }
      }
      await sleep(200, signal);
    }
  }

  async #startOwn(signal: AbortSignal): Promise<Running> {
    const { address, exited } = await startEngine(this.#program, signal);
    this.#log.info(`Started the local engine: process ${address.pid} at ${address.url}`);
    const running = await this.#runningAt(address);
    void exited.then((code) => {
      if (this.#running !== running) return;
      this.#lose(code === 0 || this.#isStopping ? 'stopped' : 'crashed');
    });
    return running;
  }

  async #runningAt(address: EngineAddress): Promise<Running> {
    const key = await readKey(this.#program.dataFolder);
    if (key !== undefined)
      return { address, endpoint: { url: address.url, key }, checkedAt: performance.now() };
    throw new Failure(
      'unauthorized',
      'A running local engine uses its own key, which this window does not have; stop it, then try again',
    );
  }

  /** Whether the known engine still runs; a busy engine counts as running. */
  async #isThere(running: Running, signal: AbortSignal): Promise<boolean> {
    if (performance.now() - running.checkedAt < trustedForMs && isAlive(running.address.pid)) {
      return true;
    }
    const health = await checkHealth(running.address, running.endpoint.key, signal);
    if (health !== 'gone') {
      running.checkedAt = performance.now();
      return true;
    }
    // An engine that stops normally deletes its address file.
    const left = await readAddress(this.#program.dataFolder);
    if (this.#running === running) {
      this.#lose(left?.pid === running.address.pid ? 'crashed' : 'stopped');
    }
    return false;
  }

  async #answering(signal: AbortSignal): Promise<EngineAddress | undefined> {
    const address = await readAddress(this.#program.dataFolder);
    if (address === undefined) return undefined;
    const key = await readKey(this.#program.dataFolder);
    return (await checkHealth(address, key, signal)) === 'answering' ? address : undefined;
  }

  /**
   * Returns the address of the engine to stop, after the process has proved that it has the data folder's key: another
   * process may have taken over the process id. Throws `unauthorized` without a key to check.
   */
  async #findAddress(signal: AbortSignal): Promise<EngineAddress | undefined> {
    await this.#starting?.catch(() => undefined);
    const address = await this.#answering(signal);
    if (address !== undefined) await this.#runningAt(address);
    return address;
  }

  #lose(state: 'stopped' | 'crashed'): void {
    const lost = this.#running;
    this.#running = undefined;
    if (state === 'crashed') {
      this.#log.warn(`The local engine stopped unexpectedly: process ${lost?.address.pid ?? '?'}`);
      this.#crashes = [...this.#crashes, performance.now()];
    }
    this.#setState(state);
  }

  #refuseAfterCrashes(): void {
    const since = performance.now() - crashWindowMs;
    this.#crashes = this.#crashes.filter((at) => at > since);
    if (this.#crashes.length <= crashesAllowed) return;
    throw new Failure(
      'unavailable',
      'The local engine stopped unexpectedly more than once within a minute; see its log, then restart it',
    );
  }

  #setState(state: EngineState): void {
    if (state === this.#state || this.#disposal.signal.aborted) return;
    this.#state = state;
    this.#stateChange.fire(state);
  }
}

export type EngineState = 'stopped' | 'starting' | 'running' | 'crashed';

/** Address and key of the engine. */
export type EngineEndpoint = { readonly url: string; readonly key: Secret };

export type EngineLauncherOptions = {
  readonly enginePath: string;
  readonly dataFolder: string;
  readonly samplesFolder: string;
  readonly modelsFolder: string;
  /** Minutes without a request after which the engine stops. */
  readonly idleMinutes: number;
  readonly log: Log;
  /** Default: this program. */
  readonly execPath?: string;
  readonly readyTimeoutMs?: number;
};

type Running = {
  readonly address: EngineAddress;
  readonly endpoint: EngineEndpoint;
  /** Time of its last response, on the monotonic clock. */
  checkedAt: number;
};

const trustedForMs = 1000;
const crashWindowMs = 60_000;
const crashesAllowed = 1;
/** How long another engine may hold the data folder's lock without responding, while it starts or stops. */
const lockPatienceMs = 10_000;
const stopPatienceMs = 10_000;

/** Returns the result of shared work, or rejects when the signal aborts; the work continues for other callers. */
function untilAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  const { promise, reject } = Promise.withResolvers<never>();
  const onAbort = (): void => reject(new Failure('cancelled', 'Cancelled'));
  signal.addEventListener('abort', onAbort, { once: true });
  return Promise.race([work, promise]).finally(() => signal.removeEventListener('abort', onAbort));
}

function terminate(pid: number): void {
  try {
    process.kill(pid, 'SIGTERM');
  } catch (cause) {
    if (errorCodeOf(cause) === 'ESRCH') return;
    throw new Failure('forbidden', `The local engine (process ${pid}) cannot be ended from here`, {
      cause,
    });
  }
}
