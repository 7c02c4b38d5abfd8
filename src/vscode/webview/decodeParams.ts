import * as v from 'valibot';
import { Failure } from '../../common/failure.ts';

/**
 * Returns a decoder for the parameters of a webview call, which may be anything. The decoder throws `badInput` for any
 * other shape, including extra fields.
 */
export function decodeParams<S extends v.GenericSchema>(
  schema: S,
): (params: unknown) => v.InferOutput<S> {
  return (params) => {
    const result = v.safeParse(schema, params, { abortEarly: true });
    if (result.success) return result.output;
    const place = v.getDotPath(result.issues[0]) ?? 'the whole of it';
    throw new Failure('badInput', `The view sent invalid data (${place})`);
  };
}

/** Decodes the parameters of calls that have none. */
export const noParams = decodeParams(v.strictObject({}));
