import { Failure } from '../../../common/failure.ts';

/** Returns the failure of using the vector or record API on an index of documents. */
export function documentsOnly(): Failure {
  const message =
    'This index has a document schema, so writes must go through the documents API, and searches too';
  return new Failure('badInput', message);
}
