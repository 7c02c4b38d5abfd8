import { Failure } from '../../common/failure.ts';
import type { Log } from '../../common/log.ts';

/**
 * The failure of a job that its client may see. The message of an unexpected error may quote a record: the log gets only its
 * stack, the client a general message.
 */
export function jobFailure(error: unknown, job: string, log: Log): Failure {
  const failure = Failure.from(error);
  if (failure.kind !== 'internal') return failure;
  const stack = error instanceof Error ? (error.stack ?? '') : '';
  const frames = stack.split('\n').filter((line) => line.trimStart().startsWith('at '));
  log.error([`${job} failed`, ...frames].join('\n'));
  return new Failure('internal', 'The engine failed; see its log', { cause: error });
}
