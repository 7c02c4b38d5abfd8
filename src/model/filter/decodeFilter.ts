import { Failure } from '../../common/failure.ts';
import type { Filter } from './filter.ts';
import { readFilter } from './readFilter.ts';

/** Decodes a filter from parsed JSON. Throws `badInput` for anything the filter language does not allow. */
export function decodeFilter(value: unknown): Filter {
  return readFilter(value, ({ path, message }) => {
    const place = path.length === 0 ? '' : ` (at ${path.join('.')})`;
    throw new Failure('badInput', `${message}${place}`);
  });
}
