import { sleep, throwIfAborted } from '../common/async.ts';
import { Failure, type FailureKind } from '../common/failure.ts';
import type { Log } from '../common/log.ts';
import type { Access } from './clientOptions.ts';
import type { KeyAnswer } from '../model/keys/keyAnswer.ts';
import { isReadRequest, isRecordWriteRequest } from './isReadRequest.ts';
import type { Secret } from '../common/secret.ts';
import type { ApiVersion } from './apiVersion.ts';
import type { Fetch } from './proxyAwareFetch.ts';
import { readNetworkError } from './networkError.ts';
import { readBoundedText } from './readBoundedText.ts';
import type { UsageUnits } from '../model/usageUnits.ts';
import { usageOf } from './requestUsage.ts';
import { RetryBudget, type RetryLimits } from './retryBudget.ts';
import { failureOf, isTransient, isVersionRefused, readServiceError } from './serviceError.ts';
import { AcceptedApiVersions } from './acceptedApiVersions.ts';

/** Sends requests to a service with key, timeout and retries. Throws `Failure` only. */
export class Transport {
  readonly #options: TransportOptions;
  readonly #versions: AcceptedApiVersions;

  constructor(options: TransportOptions) {
    if (!/^[\u0021-\u007e]+$/.test(options.key.reveal())) {
      throw new Failure(
        'unauthorized',
        'The key is empty or contains invalid characters; enter it again',
      );
    }
    this.#options = options;
    this.#versions = options.versions ?? new AcceptedApiVersions();
  }

  /** Returns the whole response. */
  async send(call: ServiceRequest, signal: AbortSignal): Promise<ServiceResponse> {
    const { maxResponseBytes } = this.#options;
    const answer = await this.#sendWithRetries(call, signal, async (response) => ({
      body: this.#parse(call, await readBoundedText(response, maxResponseBytes)),
      headers: response.headers,
    }));
    this.#reportUsage(call, answer.body);
    return answer;
  }

  /**
   * Yields the response body in chunks. The timeout covers the time until it starts; aborting the signal stops it at
   * any time.
   */
  async *stream(call: ServiceRequest, signal: AbortSignal): AsyncGenerator<Uint8Array> {
    const response = await this.#sendWithRetries(call, signal, (opened) => Promise.resolve(opened));
    try {
      for await (const chunk of response.body ?? []) yield chunk;
    } catch (error) {
      throwIfAborted(signal);
      throw this.#readError(call, error).failure;
    }
  }

  /** Retries until a response arrives, the failure is permanent, or the budget is used up. */
  async #sendWithRetries<T>(
    call: ServiceRequest,
    signal: AbortSignal,
    take: (response: Response) => Promise<T>,
  ): Promise<T> {
    if (this.#options.access === 'read' && !isReadRequest(call))
      throw new Failure('internal', `Could not ${call.purpose}: this client is for reading only`);
    const budget = new RetryBudget(this.#options.retry);
    for (;;) {
      throwIfAborted(signal);
      await this.#options.pace?.(signal);
      const version = this.#versions.of(hostOf(call));
      const outcome = await this.#attempt(call, version, signal, take);
      if (outcome.isDone) return outcome.value;
      const { failure } = outcome;
      if (outcome.isVersionRefused && this.#downgrade(hostOf(call), version)) continue;
      const mayRepeat = call.isIdempotent && outcome.isTransient;
      const delayMs = mayRepeat ? budget.nextDelay(failure.retryAfterMs) : undefined;
      if (delayMs === undefined) throw failure;
      this.#options.log.info(
        `${nameOf(call)}: ${failure.kind}, again in ${Math.round(delayMs)} ms`,
      );
      await sleep(delayMs, signal);
    }
  }

  async #attempt<T>(
    call: ServiceRequest,
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
      if (response.ok) {
        this.#reportAnswer(call);
        return { isDone: true, value: await take(response) };
      }
      const outcome = await this.#readErrorResponse(call, response);
      if (!outcome.isDone) this.#reportAnswer(call, outcome.failure.kind);
      return outcome;
    } catch (error) {
      if (signal.aborted) return failed(new Failure('cancelled', 'Cancelled'));
      if (timeout.signal.aborted) return failed(timedOut(call));
      return this.#readError(call, error);
    } finally {
      clearTimeout(timer);
    }
  }

  #fetch(call: ServiceRequest, version: ApiVersion, signal: AbortSignal): Promise<Response> {
    const body = bodyOf(call, version);
    const fetch = this.#options.fetch ?? globalThis.fetch;
    return fetch(call.url, {
      method: call.method,
      headers: {
        accept: 'application/json',
        ...this.#credentialHeader(),
        'x-pinecone-api-version': version,
        ...(body === undefined ? {} : { 'content-type': body.type }),
      },
      ...(body === undefined ? {} : { body: body.content }),
      // A followed redirect would send the key to its target.
      redirect: 'manual',
      signal,
    });
  }

  #credentialHeader(): Readonly<Record<string, string>> {
    const { key, credential = 'apiKey' } = this.#options;
    if (credential === 'body') return {};
    return credential === 'bearer'
      ? { authorization: `Bearer ${key.reveal()}` }
      : { 'api-key': key.reveal() };
  }

  #reportAnswer(call: ServiceRequest, failure?: FailureKind): void {
    const isRecordWrite = isRecordWriteRequest(call);
    this.#options.onAnswer?.(
      failure === undefined ? { isRecordWrite } : { isRecordWrite, failure },
    );
  }

  #reportUsage(call: ServiceRequest, response: unknown): void {
    const { onUsage } = this.#options;
    if (onUsage === undefined) return;
    const content = call.lines ?? call.body?.(this.#versions.of(hostOf(call)));
    onUsage(usageOf({ url: call.url, content }, response));
  }

  #downgrade(host: string, version: ApiVersion): boolean {
    const older = this.#versions.downgrade(host, version);
    if (older === undefined) return false;
    this.#options.log.info(`${host} does not speak API version ${version}; using ${older}`);
    return true;
  }

  #parse(call: ServiceRequest, text: string): unknown {
    if (text === '') return undefined;
    try {
      return JSON.parse(text);
    } catch {
      throw new Failure(
        'network',
        `Could not ${call.purpose}: ${hostOf(call)} returned something other than JSON; check the address, or sign in to the network`,
      );
    }
  }

  async #readErrorResponse(call: ServiceRequest, response: Response): Promise<Outcome<never>> {
    if (response.status < 400) {
      const target = this.#redact(redirectHost(call, response));
      return failed(redirected(call, response.status, target));
    }
    const text = await readBoundedText(response, this.#options.maxResponseBytes);
    const read = readServiceError(response.status, response.headers, this.#redact(text));
    // Redacts again: unescaping may have restored the key.
    const message = read.message === undefined ? undefined : this.#redact(read.message);
    const error = { ...read, message };
    return {
      isDone: false,
      failure: failureOf(error, call.purpose, hostOf(call)),
      isTransient: isTransient(error),
      isVersionRefused: isVersionRefused(error),
    };
  }

  #readError(call: ServiceRequest, error: unknown): Outcome<never> & { readonly isDone: false } {
    if (error instanceof Failure) return failed(error);
    const read = readNetworkError(error, call.purpose, hostOf(call), (text) => this.#redact(text));
    return { isDone: false, isVersionRefused: false, ...read };
  }

  #redact(text: string): string {
    return this.#options.key.hideIn(text);
  }
}

/** One request to a service. */
export type ServiceRequest = {
  /** Completes “Could not …”. */
  readonly purpose: string;
  readonly method: 'GET' | 'POST' | 'PATCH' | 'DELETE';
  readonly url: string;
  /** Returns the JSON body for an API version. */
  readonly body?: (version: ApiVersion) => object;
  /** Raw body, instead of JSON. */
  readonly bytes?: Uint8Array<ArrayBuffer>;
  /** Body as NDJSON, a line each. */
  readonly lines?: readonly object[];
  /** Whether repeating the request has no further effect, so that it may be retried. */
  readonly isIdempotent: boolean;
  /** For each attempt. */
  readonly timeoutMs: number;
};

/** A response: parsed JSON (`undefined` for an empty body) and headers. */
export type ServiceResponse = { readonly body: unknown; readonly headers: Headers };

/** How a request carries the key: in a header, as a bearer token, or not at all because the body has it. */
export type Credential = 'apiKey' | 'bearer' | 'body';

export type TransportOptions = {
  readonly key: Secret;
  /** Default: `apiKey`. */
  readonly credential?: Credential | undefined;
  /** `read` refuses requests that change something. */
  readonly access: Access;
  readonly log: Log;
  readonly retry: RetryLimits;
  readonly maxResponseBytes: number;
  readonly fetch: Fetch | undefined;
  readonly onUsage?: ((units: UsageUnits) => void) | undefined;
  /** Receives how the service answered, for each response. */
  readonly onAnswer?: ((answer: KeyAnswer) => void) | undefined;
  readonly pace?: ((signal: AbortSignal) => Promise<void>) | undefined;
  /** Versions found by earlier clients. Default: start with the preferred version. */
  readonly versions?: AcceptedApiVersions | undefined;
};

type Outcome<T> =
  | { readonly isDone: true; readonly value: T }
  | {
      readonly isDone: false;
      readonly failure: Failure;
      /** Whether a retry may succeed. */
      readonly isTransient: boolean;
      readonly isVersionRefused: boolean;
    };

function bodyOf(
  { body, bytes, lines }: ServiceRequest,
  version: ApiVersion,
): { type: string; content: string | Uint8Array<ArrayBuffer> } | undefined {
  if (bytes !== undefined) return { type: 'application/octet-stream', content: bytes };
  if (lines !== undefined) {
    const content = lines.map((line) => `${JSON.stringify(line)}\n`).join('');
    return { type: 'application/x-ndjson', content };
  }
  if (body === undefined) return undefined;
  return { type: 'application/json', content: JSON.stringify(body(version)) };
}

function failed(failure: Failure): Outcome<never> & { readonly isDone: false } {
  return { isDone: false, failure, isTransient: false, isVersionRefused: false };
}

function timedOut(call: ServiceRequest): Failure {
  const seconds = Math.ceil(call.timeoutMs / 1000);
  return new Failure(
    'timeout',
    `Could not ${call.purpose}: ${hostOf(call)} did not respond within ${seconds} s; check the network, then try again`,
  );
}

/** Returns the host of a redirect. */
function redirectHost(call: ServiceRequest, { headers }: Response): string {
  return URL.parse(headers.get('location') ?? '', call.url)?.host ?? 'elsewhere';
}

function redirected(call: ServiceRequest, status: number, target: string): Failure {
  return new Failure(
    'network',
    `Could not ${call.purpose}: ${hostOf(call)} redirects to ${target}, where the key is not sent; check the address`,
    { status },
  );
}

function hostOf(call: ServiceRequest): string {
  return new URL(call.url).host;
}

/** Returns a request's name for the log, without the URL's query, which may contain the user's text. */
function nameOf(call: ServiceRequest): string {
  const { host, pathname } = new URL(call.url);
  return `${call.method} ${host}${pathname}`;
}
