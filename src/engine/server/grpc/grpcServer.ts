import {
  createServer,
  type Http2Server,
  type IncomingHttpHeaders,
  type ServerHttp2Session,
  type ServerHttp2Stream,
} from 'node:http2';
import type { Socket } from 'node:net';
import { Failure } from '../../../common/failure.ts';
import type { Log } from '../../../common/log.ts';
import { stackFrames } from '../../process/stackFrames.ts';
import { UnreadAnswers } from '../bounds/unreadAnswers.ts';
import type { RequestRules } from '../access/requestRules.ts';
import { publicError } from '../rest/apiError.ts';
import { shortBodyBytes } from '../rest/body.ts';
import { isLocalHost } from '../rest/guards.ts';
import { apiVersionHeader, apiVersionOf } from '../schemas/apiVersion.ts';
import { singleHeader } from '../schemas/singleHeader.ts';
import { framed, withMessage } from './callMessage.ts';
import { Deadline, timeoutMsOf } from './deadline.ts';
import type { Call, Method, Reply } from './vectorService.ts';

/** Answers unary gRPC calls on connections that others accepted. */
export class GrpcServer {
  readonly #options: GrpcOptions;
  readonly #server: Http2Server;
  readonly #sessions = new Set<ServerHttp2Session>();
  readonly #unread = new UnreadAnswers(maxUnreadBytes);
  #openCalls = 0;

  constructor(options: GrpcOptions) {
    this.#options = options;
    this.#server = createServer(serverOptions);
    this.#server.on('session', (session) => this.#track(session));
    this.#server.on('sessionError', ignoreError);
    this.#server.on('stream', (stream, headers) => void this.#answer(stream, headers));
  }

  /** Takes a connection that speaks HTTP/2. */
  accept(socket: Socket): void {
    if (this.#sessions.size >= maxSessions) socket.destroy();
    else this.#server.emit('connection', socket);
  }

  /** Accepts no more calls, waits for running ones up to a limit, then closes all connections. */
  async close(): Promise<void> {
    const closed = [...this.#sessions].map((session) => {
      session.close();
      return new Promise<void>((resolve) => session.once('close', resolve));
    });
    const timer = setTimeout(() => {
      for (const session of this.#sessions) session.destroy();
    }, closeTimeoutMs);
    await Promise.all(closed);
    clearTimeout(timer);
  }

  #track(session: ServerHttp2Session): void {
    this.#sessions.add(session);
    session.once('close', () => this.#sessions.delete(session));
  }

  async #answer(stream: ServerHttp2Stream, headers: IncomingHttpHeaders): Promise<void> {
    stream.on('error', ignoreError);
    const { rules, keepBusy } = this.#options;
    const port = stream.session?.socket.localPort ?? 0;
    if (!isGrpc(headers)) return refuse(stream, 415);
    if (!isLocalHost(headers[':authority'], port)) {
      rules.noteRejected();
      return refuse(stream, 403);
    }
    if (!rules.accepts(headerOf(headers, 'api-key') ?? '')) {
      rules.noteRejected();
      fail(stream, new Failure('forbidden', 'Wrong API key'));
      return;
    }
    if (this.#openCalls >= maxOpenCalls) {
      fail(stream, tooManyCalls());
      return;
    }
    this.#openCalls++;
    const closed = new Promise<void>((resolve) => stream.once('close', resolve));
    void closed.then(() => this.#openCalls--);
    keepBusy(closed);
    return this.#carryOut(stream, headers, this.#options.indexAt(port) ?? '');
  }

  async #carryOut(
    stream: ServerHttp2Stream,
    headers: IncomingHttpHeaders,
    index: string,
  ): Promise<void> {
    const { log } = this.#options;
    const beginMs = performance.now();
    const timeoutMs = timeoutMsOf(headerOf(headers, 'grpc-timeout'), callTimeoutMs);
    const deadline = new Deadline(stream, timeoutMs);
    const path = headers[':path'] ?? '';
    const method = this.#options.methods.get(path);
    const name = `gRPC ${index} ${method === undefined ? '(unknown)' : path}`;
    let code = 0;
    try {
      const reply = await this.#run(method, stream, headers, {
        index,
        beginMs,
        signal: deadline.signal,
      });
      this.#succeed(stream, reply);
    } catch (error) {
      const failure = deadline.failureOf(error);
      if (failure.kind === 'internal') log.error(`${name} failed\n${stackFrames(error)}`);
      code = fail(stream, failure);
    }
    log.info(`${name} ${code} ${(performance.now() - beginMs).toFixed(1)} ms`);
  }

  async #run(
    method: Method | undefined,
    stream: ServerHttp2Stream,
    headers: IncomingHttpHeaders,
    call: Omit<Call, 'version'>,
  ): Promise<Reply> {
    const { throttle, bodies } = this.#options.rules;
    throttle.count();
    if (method === undefined)
      throw new Failure('notFound', 'There is no such operation', { status: 501 });
    const version = apiVersionOf(headerOf(headers, apiVersionHeader));
    const bounds = { shortBytes: shortBodyBytes, budget: bodies, signal: call.signal };
    return withMessage(stream, bounds, (message) => method({ ...call, version }, message));
  }

  #succeed(stream: ServerHttp2Stream, { message, headers = {} }: Reply): void {
    if (stream.destroyed || stream.closed) return;
    stream.respond(
      { ':status': 200, 'content-type': grpcType, ...headers },
      { waitForTrailers: true },
    );
    stream.once('wantTrailers', () => stream.sendTrailers({ 'grpc-status': '0' }));
    this.#unread.begin(stream);
    stream.once('close', () => this.#unread.end(stream));
    stream.end(framed(message));
    this.#unread.enforce();
    // The end of a request is noticed only once its data is read.
    stream.resume();
  }
}

export type GrpcOptions = {
  /** The calls, by path. */
  readonly methods: ReadonlyMap<string, Method>;
  readonly rules: RequestRules;
  /** Returns the index that a port belongs to. */
  readonly indexAt: (port: number) => string | undefined;
  /** Prevents the engine from stopping while idle until the promise settles. */
  readonly keepBusy: (work: Promise<void>) => void;
  readonly log: Log;
};

/** Each client program has one connection. */
const maxSessions = 500;

/** The limit of open calls over all connections. Each buffers up to 64 KiB before its turn. */
const maxOpenCalls = 2000;

/** What answers take together that clients have not read. */
const maxUnreadBytes = 128 * 1024 * 1024;

/** The time that a call has, from its first byte to the last one that its client reads. */
const callTimeoutMs = 60_000;

/** The time that running calls get when the server closes. */
const closeTimeoutMs = 5000;

const serverOptions = {
  maxHeaderListPairs: 64,
  settings: { maxConcurrentStreams: 200, maxHeaderListSize: 16 * 1024 },
};

const grpcType = 'application/grpc';

/** Sends a failure and returns its gRPC code. The client need not send the rest of its message. */
function fail(stream: ServerHttp2Stream, failure: Failure): number {
  const { code, message } = publicError(failure);
  if (stream.destroyed || stream.closed) return code;
  stream.respond(
    {
      ':status': 200,
      'content-type': grpcType,
      'grpc-status': String(code),
      'grpc-message': percentEncoded(message),
    },
    { endStream: true },
  );
  stream.close();
  return code;
}

/** Encodes the characters of a message that gRPC does not send as they are. */
function percentEncoded(message: string): string {
  return message.toWellFormed().replaceAll(/[^ -$&-~]+/g, encodeURIComponent);
}

/** Refuses what is not a gRPC call of a client on this machine. */
function refuse(stream: ServerHttp2Stream, status: 403 | 415): void {
  if (stream.destroyed || stream.closed) return;
  stream.respond({ ':status': status }, { endStream: true });
  stream.close();
}

function isGrpc(headers: IncomingHttpHeaders): boolean {
  const type = headers['content-type'] ?? '';
  return headers[':method'] === 'POST' && /^application\/grpc(\+proto)?(;|$)/.test(type);
}

function headerOf(headers: IncomingHttpHeaders, name: string): string | undefined {
  const value = headers[name];
  return singleHeader(Array.isArray(value) ? value.join(', ') : value);
}

function tooManyCalls(): Failure {
  return new Failure('rateLimited', `More than ${maxOpenCalls} calls are open`);
}

/** An error closes its stream or connection, which is all that matters here. */
function ignoreError(): void {}
