import { Failure } from '../../common/failure.ts';

/** Whether no service answered, so that a key that could not be verified may be right. */
export function isUnreachable(error: unknown): error is Failure {
  const isSilent =
    Failure.is(error, 'network') ||
    Failure.is(error, 'timeout') ||
    Failure.is(error, 'unavailable');
  return isSilent && error.status === undefined;
}
