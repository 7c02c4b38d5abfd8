import * as v from 'valibot';
import { Failure } from '../../common/failure.ts';
import { isObject } from '../../common/objects.ts';

/** Decodes a response with a schema. Throws `internal` with the position, never the content, of a mismatch. */
export function decodeResponse<S extends v.GenericSchema>(
  schema: S,
  value: unknown,
  purpose: string,
): v.InferOutput<S> {
  const result = v.safeParse(schema, value, { abortEarly: true });
  if (result.success) return result.output;
  const place = v.getDotPath(result.issues[0]) ?? 'the whole';
  throw new Failure(
    'internal',
    `Could not ${purpose}: the response does not match Pinecone’s API (${place}); check the address`,
  );
}

/** A number or its decimal digits: newer versions send 64-bit counts as strings. */
export const count = v.union([
  v.number(),
  v.pipe(v.string(), v.regex(/^\d+$/), v.transform(Number)),
]);

/** A list of numbers, checked in one pass: a page of vectors has millions. */
export const numbers = v.custom<readonly number[]>(
  (value) => Array.isArray(value) && value.every((one) => typeof one === 'number'),
);

/** An object with arbitrary keys: users choose ids and metadata keys. */
export const dictionary = v.custom<Readonly<Record<string, unknown>>>(isObject);
