import { Failure } from '../../common/failure.ts';
import type { Log } from '../../common/log.ts';

/**
 * The failure of a job as its client may hear of it. What nobody foresaw may quote a record: the log gets the place
 * where it happened, the client a sentence of ours.
 */
export function jobFailure(error: unknown, job: string, log: Log): Failure {
  const failure = Failure.from(error);
  if (failure.kind !== 'internal') return failure;
  const stack = error instanceof Error ? (error.stack ?? '') : '';
  const frames = stack.split('\n').filter((line) => line.trimStart().startsWith('at '));
  log.error([`${job} failed`, ...frames].join('\n'));
  return new Failure('internal', 'The engine failed; see its log', { cause: error });
}
