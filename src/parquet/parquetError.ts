import { Failure } from '../common/failure.ts';

/** Returns the error for a file that violates the format or exceeds a limit. */
export function parquetError(reason: string): Failure {
  return new Failure('badInput', reason);
}
