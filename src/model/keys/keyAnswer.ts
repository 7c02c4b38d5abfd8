import type { FailureKind } from '../../common/failure.ts';

/** How a service answered a request, as far as it says something about the key. */
export type KeyAnswer = {
  /** Whether the request writes records. */
  readonly isRecordWrite: boolean;
  /** Absent if the request succeeded. */
  readonly failure?: FailureKind;
};
