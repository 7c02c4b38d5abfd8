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

/** What went wrong, as far as callers can react to it. */
export type FailureKind = (typeof failureKinds)[number];

/** A machine-readable reason with details: google.rpc's ErrorInfo. */
export type FailureReason = {
  readonly word: string;
  readonly facts?: Readonly<Record<string, string>>;
};

export type FailureDetails = {
  /** HTTP status of the response, if any. */
  readonly status?: number;
  /** Waiting time requested by the service, in milliseconds. */
  readonly retryAfterMs?: number;
  readonly reason?: FailureReason;
  readonly cause?: unknown;
};

/** A failure as plain data, to send through a port. Omits the cause, which may hold anything. */
export type FailureData = {
  readonly kind: FailureKind;
  readonly message: string;
  readonly status?: number;
  readonly reason?: FailureReason;
};

/** The only error class. `message` is a sentence for the user without a final full stop; it never contains a key. */
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

  /** Returns the failure that `error` is or wraps; other errors become `internal` and stay as the cause. */
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

/** Whether an error means cancellation, which only the caller needs to know. */
export function isCancelled(error: unknown): boolean {
  return Failure.is(error, 'cancelled') || isAbort(error);
}

function isAbort(error: unknown): boolean {
  return error instanceof Error && error.name === 'AbortError';
}
