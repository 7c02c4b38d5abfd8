import { Failure } from '../../common/failure.ts';
import type { Filter } from './filter.ts';
import { readFilter } from './readFilter.ts';

/**
 * Decodes a filter from parsed JSON. Throws `badInput` for anything the filter language does not allow, with the
 * service's message if it is known.
 */
export function decodeFilter(value: unknown): Filter {
  return readFilter(value, ({ path, message, serviceMessage }) => {
    if (serviceMessage !== undefined) throw new Failure('badInput', serviceMessage);
    const place = path.length === 0 ? '' : ` (at ${path.join('.')})`;
    throw new Failure('badInput', `${message}${place}`);
  });
}
