import { sleep, throwIfAborted } from '../common/async.ts';
import { Failure } from '../common/failure.ts';
import type { Log } from '../common/log.ts';
import type { Secret } from '../common/secret.ts';
import type { ApiVersion } from './apiVersion.ts';
import type { Fetch } from './proxyAwareFetch.ts';
import { readNetworkError } from './networkError.ts';
import { readBoundedText } from './readBoundedText.ts';
import { RetryBudget, type RetryLimits } from './retryBudget.ts';
import { failureOf, isTransient, isVersionRefused, readServiceError } from './serviceError.ts';
import { AcceptedApiVersions } from './acceptedApiVersions.ts';

/** One request. */
export type Call = {
  /** Completes “Could not ...”. */
  readonly purpose: string;
  readonly method: 'GET' | 'POST' | 'PATCH' | 'DELETE';
  readonly url: string;
  /** Sent as JSON; made anew for the API version that is spoken. */
  readonly body?: (version: ApiVersion) => object;
  /** Sent as they are, in the place of a body. */
  readonly bytes?: Uint8Array<ArrayBuffer>;
  /** Whether doing it twice is the same as doing it once, so that it may be repeated when its answer is lost. */
  readonly isRepeatable: boolean;
  /** For each attempt. */
  readonly timeoutMs: number;
};

/** A service's answer: parsed JSON (undefined where there was no body), and its headers. */
export type Answer = { readonly body: unknown; readonly headers: Headers };

export type TransportOptions = {
  readonly key: Secret;
  readonly log: Log;
  readonly retry: RetryLimits;
  readonly maxAnswerBytes: number;
  readonly fetch: Fetch | undefined;
  /** What earlier clients learned; where it is absent, this one begins with the preferred version. */
  readonly versions?: AcceptedApiVersions | undefined;
};

type Outcome<T> =
  | { readonly isDone: true; readonly value: T }
  | {
      readonly isDone: false;
      readonly failure: Failure;
      /** Whether the same call may succeed a little later. */
      readonly isTransient: boolean;
      readonly isVersionRefused: boolean;
    };

/** Carries calls to a service: with the key, within their time, again where that helps. Throws `Failure` only. */
export class Transport {
  readonly #options: TransportOptions;
  readonly #versions: AcceptedApiVersions;

  constructor(options: TransportOptions) {
    if (!/^[\u0021-\u007e]+$/.test(options.key.reveal())) {
      throw new Failure(
        'unauthorized',
        'The key is empty or holds characters that no key has; enter it again',
      );
    }
    this.#options = options;
    this.#versions = options.versions ?? new AcceptedApiVersions();
  }

  /** The whole answer. */
  send(call: Call, signal: AbortSignal): Promise<Answer> {
    return this.#persist(call, signal, async (response) => ({
      body: this.#parse(call, await readBoundedText(response, this.#options.maxAnswerBytes)),
      headers: response.headers,
    }));
  }

  /** The answer as it comes. The timeout holds until it begins; aborting the signal ends it at any time. */
  async *stream(call: Call, signal: AbortSignal): AsyncGenerator<Uint8Array> {
    const response = await this.#persist(call, signal, (opened) => Promise.resolve(opened));
    try {
      for await (const chunk of response.body ?? []) yield chunk;
    } catch (error) {
      throwIfAborted(signal);
      throw this.#readError(call, error).failure;
    }
  }

  /** Attempts until there is an answer, or the failure will not pass within the budget. */
  async #persist<T>(
    call: Call,
    signal: AbortSignal,
    take: (response: Response) => Promise<T>,
  ): Promise<T> {
    const budget = new RetryBudget(this.#options.retry);
    for (;;) {
      throwIfAborted(signal);
      const version = this.#versions.of(hostOf(call));
      const outcome = await this.#attempt(call, version, signal, take);
      if (outcome.isDone) return outcome.value;
      const { failure } = outcome;
      if (outcome.isVersionRefused && this.#stepDown(hostOf(call), version)) continue;
      const mayRepeat = call.isRepeatable && outcome.isTransient;
      const delayMs = mayRepeat ? budget.nextDelay(failure.retryAfterMs) : undefined;
      if (delayMs === undefined) throw failure;
      this.#options.log.info(
        `${nameOf(call)}: ${failure.kind}, again in ${Math.round(delayMs)} ms`,
      );
      await sleep(delayMs, signal);
    }
  }

  async #attempt<T>(
    call: Call,
    version: ApiVersion,
    signal: AbortSignal,
    take: (response: Response) => Promise<T>,
  ): Promise<Outcome<T>> {
    const timeout = new AbortController();
    const timer = setTimeout(() => timeout.abort(), call.timeoutMs);
    const startedAt = performance.now();
    try {
      const both = AbortSignal.any([signal, timeout.signal]);
      const response = await this.#fetch(call, version, both);
      const tookMs = Math.round(performance.now() - startedAt);
      this.#options.log.debug(`${nameOf(call)}: ${response.status} after ${tookMs} ms`);
      if (response.ok) return { isDone: true, value: await take(response) };
      return await this.#readRefusal(call, response);
    } catch (error) {
      if (signal.aborted) return failed(new Failure('cancelled', 'Cancelled'));
      if (timeout.signal.aborted) return failed(timedOut(call));
      return this.#readError(call, error);
    } finally {
      clearTimeout(timer);
    }
  }

  #fetch(call: Call, version: ApiVersion, signal: AbortSignal): Promise<Response> {
    const body = bodyOf(call, version);
    const fetch = this.#options.fetch ?? globalThis.fetch;
    return fetch(call.url, {
      method: call.method,
      headers: {
        accept: 'application/json',
        'api-key': this.#options.key.reveal(),
        'x-pinecone-api-version': version,
        ...(body === undefined ? {} : { 'content-type': body.type }),
      },
      ...(body === undefined ? {} : { body: body.content }),
      // The key would travel along to wherever a redirect points.
      redirect: 'manual',
      signal,
    });
  }

  #stepDown(host: string, version: ApiVersion): boolean {
    const older = this.#versions.refused(host, version);
    if (older === undefined) return false;
    this.#options.log.info(`${host} does not speak API version ${version}; using ${older}`);
    return true;
  }

  #parse(call: Call, text: string): unknown {
    if (text === '') return undefined;
    try {
      return JSON.parse(text);
    } catch {
      throw new Failure(
        'network',
        `Could not ${call.purpose}: ${hostOf(call)} answered with something other than JSON; check the address, or sign in to the network`,
      );
    }
  }

  async #readRefusal(call: Call, response: Response): Promise<Outcome<never>> {
    if (response.status < 400) {
      const target = this.#redact(targetOf(call, response));
      return failed(redirected(call, response.status, target));
    }
    const text = await readBoundedText(response, this.#options.maxAnswerBytes);
    const read = readServiceError(response.status, response.headers, this.#redact(text));
    // Once more: unescaping the text may have put the key together again.
    const message = read.message === undefined ? undefined : this.#redact(read.message);
    const error = { ...read, message };
    return {
      isDone: false,
      failure: failureOf(error, call.purpose, hostOf(call)),
      isTransient: isTransient(error),
      isVersionRefused: isVersionRefused(error),
    };
  }

  #readError(call: Call, error: unknown): Outcome<never> & { readonly isDone: false } {
    if (error instanceof Failure) return failed(error);
    const read = readNetworkError(error, call.purpose, hostOf(call), (text) => this.#redact(text));
    return { isDone: false, isVersionRefused: false, ...read };
  }

  #redact(text: string): string {
    // In any case of letters: hosts come in small ones.
    const pattern = this.#options.key.reveal().replaceAll(/[^\w]/g, String.raw`\$&`);
    return text.replaceAll(new RegExp(pattern, 'gi'), '[secret]');
  }
}

function bodyOf(
  { body, bytes }: Call,
  version: ApiVersion,
): { type: string; content: string | Uint8Array<ArrayBuffer> } | undefined {
  if (bytes !== undefined) return { type: 'application/octet-stream', content: bytes };
  if (body === undefined) return undefined;
  return { type: 'application/json', content: JSON.stringify(body(version)) };
}

function failed(failure: Failure): Outcome<never> & { readonly isDone: false } {
  return { isDone: false, failure, isTransient: false, isVersionRefused: false };
}

function timedOut(call: Call): Failure {
  const seconds = Math.ceil(call.timeoutMs / 1000);
  return new Failure(
    'timeout',
    `Could not ${call.purpose}: ${hostOf(call)} gave no answer within ${seconds} s; check the network, then try again`,
  );
}

/** The host that a redirect names. */
function targetOf(call: Call, { headers }: Response): string {
  return URL.parse(headers.get('location') ?? '', call.url)?.host ?? 'elsewhere';
}

function redirected(call: Call, status: number, target: string): Failure {
  return new Failure(
    'network',
    `Could not ${call.purpose}: ${hostOf(call)} sends us on to ${target}, where the key does not go; check the address`,
    { status },
  );
}

function hostOf(call: Call): string {
  return new URL(call.url).host;
}

/** For the log: without the query, which may hold text of the user. */
function nameOf(call: Call): string {
  const { host, pathname } = new URL(call.url);
  return `${call.method} ${host}${pathname}`;
}
