import { Disposables, type Disposable } from './disposables.ts';
import { Failure, type FailureData } from './failure.ts';

/** One end of a channel to a webview or a thread. Messages arrive in order; unknown ones are ignored. */
export type Port = {
  post(message: unknown, transfer?: readonly ArrayBuffer[]): void;
  onMessage(listener: (message: unknown) => void): Disposable;
};

/** The calls of a boundary by name. */
export type Calls = Record<string, { params: unknown; result: unknown; progress?: unknown }>;

/** The events of a boundary by name, with their data. */
export type Events = Record<string, unknown>;

type ProgressOf<C> = C extends { progress: infer P } ? P : never;

export type CallOptions<P> = {
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: P) => void;
  readonly transfer?: readonly ArrayBuffer[];
};

export type CallContext<P> = {
  /** Aborts when the caller gives up or the channel closes. */
  readonly signal: AbortSignal;
  readonly progress: (progress: P, transfer?: readonly ArrayBuffer[]) => void;
  /** Marks buffers of the result to transfer instead of copying. */
  readonly transfer: (buffers: readonly ArrayBuffer[]) => void;
};

export type Handlers<C extends Calls> = {
  [M in keyof C]: (
    params: C[M]['params'],
    context: CallContext<ProgressOf<C[M]>>,
  ) => Promise<C[M]['result']> | C[M]['result'];
};

/** Decoders for parameters from an untrusted end; each throws `badInput`. */
export type Decoders<C extends Calls> = {
  readonly [M in keyof C]: (params: unknown) => C[M]['params'];
};

type Message =
  | { rpc: 'call'; id: number; method: string; params: unknown }
  | { rpc: 'cancel'; id: number }
  | { rpc: 'progress'; id: number; progress: unknown }
  | { rpc: 'result'; id: number; result: unknown }
  | { rpc: 'failure'; id: number; failure: FailureData }
  | { rpc: 'event'; name: string; payload: unknown };

type Pending = {
  resolve(value: unknown): void;
  reject(failure: Failure): void;
  onProgress: ((progress: never) => void) | undefined;
};

/** Makes typed calls over a port. Every call settles: with its result, its failure, or `cancelled` after disposal. */
export class RpcClient<C extends Calls> implements Disposable {
  readonly #port: Port;
  readonly #listening: Disposable;
  readonly #pending = new Map<number, Pending>();
  /**
   * Starts at a random id: a webview that was hidden is a new client, and may still receive responses to its
   * predecessor's calls.
   */
  #lastId = Math.floor(Math.random() * 2 ** 48);
  #isDisposed = false;

  constructor(port: Port) {
    this.#port = port;
    this.#listening = port.onMessage((message) => {
      if (isMessage(message)) this.#receive(message);
    });
  }

  call<M extends keyof C & string>(
    method: M,
    params: C[M]['params'],
    options: CallOptions<ProgressOf<C[M]>> = {},
  ): Promise<C[M]['result']> {
    const { signal } = options;
    if (this.#isDisposed) return Promise.reject(closed());
    if (signal?.aborted) return Promise.reject(new Failure('cancelled', 'Cancelled'));
    const id = ++this.#lastId;
    return new Promise<unknown>((resolve, reject) => {
      const onAbort = (): void => {
        this.#port.post({ rpc: 'cancel', id } satisfies Message);
        this.#settle(id)?.reject(new Failure('cancelled', 'Cancelled'));
      };
      const forget = (): void => signal?.removeEventListener('abort', onAbort);
      signal?.addEventListener('abort', onAbort, { once: true });
      this.#pending.set(id, {
        resolve: (value) => (forget(), resolve(value)),
        reject: (failure) => (forget(), reject(failure)),
        onProgress: options.onProgress,
      });
      try {
        this.#port.post({ rpc: 'call', id, method, params } satisfies Message, options.transfer);
      } catch (error) {
        this.#settle(id)?.reject(Failure.from(error));
      }
    });
  }

  dispose(): void {
    this.#isDisposed = true;
    this.#listening.dispose();
    for (const id of this.#pending.keys()) this.#settle(id)?.reject(closed());
  }

  #receive(message: Message): void {
    if (message.rpc === 'result') this.#settle(message.id)?.resolve(message.result);
    else if (message.rpc === 'failure')
      this.#settle(message.id)?.reject(Failure.revive(message.failure));
    else if (message.rpc === 'progress')
      this.#pending.get(message.id)?.onProgress?.(message.progress as never);
  }

  #settle(id: number): Pending | undefined {
    const pending = this.#pending.get(id);
    this.#pending.delete(id);
    return pending;
  }
}

/** Handles typed calls over a port. A handler's error is sent to the caller as its failure. */
export class RpcServer<C extends Calls> implements Disposable {
  readonly #port: Port;
  readonly #handlers: Handlers<C>;
  readonly #decoders: Decoders<C> | undefined;
  readonly #running = new Map<number, AbortController>();
  readonly #resources = new Disposables();

  /** Threads of one program need no decoders: their parameters match the types. */
  constructor(port: Port, handlers: Handlers<C>, decoders?: Decoders<C>) {
    this.#port = port;
    this.#handlers = handlers;
    this.#decoders = decoders;
    this.#resources.own(
      port.onMessage((message) => {
        if (!isMessage(message)) return;
        if (message.rpc === 'call') void this.#answer(message.id, message.method, message.params);
        else if (message.rpc === 'cancel') this.#running.get(message.id)?.abort();
      }),
    );
  }

  dispose(): void {
    this.#resources.dispose();
    for (const controller of this.#running.values()) controller.abort();
    this.#running.clear();
  }

  async #answer(id: number, method: string, params: unknown): Promise<void> {
    const controller = new AbortController();
    this.#running.set(id, controller);
    const transfer: ArrayBuffer[] = [];
    let reply: Message;
    try {
      if (!Object.hasOwn(this.#handlers, method)) {
        throw new Failure('internal', `Unknown call “${method}”`);
      }
      const handler = this.#handlers[method] as Handlers<Calls>[string];
      const decoders = this.#decoders as Decoders<Calls> | undefined;
      const known = decoders === undefined ? params : decoders[method]?.(params);
      const result = await handler(known, {
        signal: controller.signal,
        progress: (progress, buffers) =>
          this.#post(controller, { rpc: 'progress', id, progress }, buffers),
        transfer: (buffers) => void transfer.push(...buffers),
      });
      reply = { rpc: 'result', id, result };
    } catch (error) {
      reply = { rpc: 'failure', id, failure: Failure.from(error).toData() };
    }
    try {
      this.#post(controller, reply, transfer);
    } catch (error) {
      // A result that the port cannot copy: the caller waits for an answer all the same.
      this.#post(controller, { rpc: 'failure', id, failure: Failure.from(error).toData() });
    }
    this.#running.delete(id);
  }

  #post(controller: AbortController, message: Message, transfer?: readonly ArrayBuffer[]): void {
    if (this.#resources.isDisposed || controller.signal.aborted) return;
    this.#port.post(message, transfer);
  }
}

/** Sends events without response. They are not stored: a late listener first requests the state by a call. */
export class EventSender<E extends Events> {
  readonly #port: Port;

  constructor(port: Port) {
    this.#port = port;
  }

  send<N extends keyof E & string>(
    name: N,
    payload: E[N],
    transfer?: readonly ArrayBuffer[],
  ): void {
    this.#port.post({ rpc: 'event', name, payload } satisfies Message, transfer);
  }
}

/** Receives the events of a boundary. */
export class EventReceiver<E extends Events> implements Disposable {
  readonly #listening: Disposable;

  constructor(port: Port, handlers: { [N in keyof E]: (payload: E[N]) => void }) {
    this.#listening = port.onMessage((message) => {
      if (!isMessage(message) || message.rpc !== 'event') return;
      if (Object.hasOwn(handlers, message.name))
        handlers[message.name]?.(message.payload as E[string]);
    });
  }

  dispose(): void {
    this.#listening.dispose();
  }
}

function isMessage(message: unknown): message is Message {
  return typeof message === 'object' && message !== null && 'rpc' in message;
}

function closed(): Failure {
  return new Failure('cancelled', 'The other side has closed');
}
