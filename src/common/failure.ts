export const failureKinds = [
  'badInput',
  'unauthorized',
  'forbidden',
  'notFound',
  'conflict',
  'rateLimited',
  'quota',
  'timeout',
  'network',
  'unavailable',
  'damaged',
  'cancelled',
  'internal',
] as const;

/** What went wrong, as far as a caller can react to it. */
export type FailureKind = (typeof failureKinds)[number];

/** A word for what went wrong, with facts about it: google.rpc's ErrorInfo. */
export type FailureReason = {
  readonly word: string;
  readonly facts?: Readonly<Record<string, string>>;
};

export type FailureDetails = {
  /** HTTP status, where a service answered. */
  readonly status?: number;
  /** How long the service asked us to wait, in milliseconds. */
  readonly retryAfterMs?: number;
  readonly reason?: FailureReason;
  readonly cause?: unknown;
};

/** A failure as plain data, for the way through a port. The cause stays behind: it may hold anything. */
export type FailureData = {
  readonly kind: FailureKind;
  readonly message: string;
  readonly status?: number;
  readonly reason?: FailureReason;
};

/** The one error class. `message` is a sentence for the user without a full stop at its end; it never holds a key. */
export class Failure extends Error {
  readonly kind: FailureKind;
  readonly status: number | undefined;
  readonly retryAfterMs: number | undefined;
  readonly reason: FailureReason | undefined;

  constructor(kind: FailureKind, message: string, details: FailureDetails = {}) {
    super(message, details.cause === undefined ? undefined : { cause: details.cause });
    this.name = 'Failure';
    this.kind = kind;
    this.status = details.status;
    this.retryAfterMs = details.retryAfterMs;
    this.reason = details.reason;
  }

  static is(error: unknown, kind?: FailureKind): error is Failure {
    return error instanceof Failure && (kind === undefined || error.kind === kind);
  }

  /** The failure that `error` is or hides; what is not ours becomes `internal` and keeps its cause. */
  static from(error: unknown): Failure {
    if (error instanceof Failure) return error;
    if (isAbort(error)) return new Failure('cancelled', 'Cancelled', { cause: error });
    const message = error instanceof Error ? error.message : String(error);
    return new Failure('internal', message, { cause: error });
  }

  static revive({ kind, message, ...details }: FailureData): Failure {
    return new Failure(kind, message, details);
  }

  toData(): FailureData {
    const { kind, message, status, reason } = this;
    return {
      kind,
      message,
      ...(status === undefined ? {} : { status }),
      ...(reason === undefined ? {} : { reason }),
    };
  }
}

/** Whether this is the end of something that was cancelled: nobody but the caller needs to hear of it. */
export function isCancelled(error: unknown): boolean {
  return Failure.is(error, 'cancelled') || isAbort(error);
}

function isAbort(error: unknown): boolean {
  return error instanceof Error && error.name === 'AbortError';
}
