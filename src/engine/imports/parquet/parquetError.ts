import { Failure } from '../../../common/failure.ts';

/** What a reader throws on a file that does not keep to the format, or asks for more than any file needs. */
export function parquetError(reason: string): Failure {
  return new Failure('badInput', reason);
}
