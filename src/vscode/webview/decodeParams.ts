import * as v from 'valibot';
import { Failure } from '../../common/failure.ts';

/**
 * Reads the parameters of a call from a webview, which may have sent anything. What is read throws `badInput` where it
 * has another form, a field more included.
 */
export function decodeParams<S extends v.GenericSchema>(
  schema: S,
): (params: unknown) => v.InferOutput<S> {
  return (params) => {
    const result = v.safeParse(schema, params, { abortEarly: true });
    if (result.success) return result.output;
    const place = v.getDotPath(result.issues[0]) ?? 'the whole of it';
    throw new Failure('badInput', `The view sent something of another form (${place})`);
  };
}

/** Of calls that are their own name. */
export const noParams = decodeParams(v.strictObject({}));
