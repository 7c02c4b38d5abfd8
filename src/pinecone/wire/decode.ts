import * as v from 'valibot';
import { Failure } from '../../common/failure.ts';

/** The answer as the schema reads it. Throws `internal` naming the place, never the content, of what does not fit. */
export function decodeAnswer<S extends v.GenericSchema>(
  schema: S,
  value: unknown,
  purpose: string,
): v.InferOutput<S> {
  const result = v.safeParse(schema, value, { abortEarly: true });
  if (result.success) return result.output;
  const place = v.getDotPath(result.issues[0]) ?? 'the whole';
  throw new Failure(
    'internal',
    `Could not ${purpose}: the answer is not what Pinecone’s API gives (${place}); check the address`,
  );
}

/** A number, or its decimal digits: counts of 64 bits arrive as strings in newer versions. */
export const count = v.union([
  v.number(),
  v.pipe(v.string(), v.regex(/^\d+$/), v.transform(Number)),
]);

/** A list of numbers, checked in one pass: a page of vectors has millions. */
export const numbers = v.custom<readonly number[]>(
  (value) => Array.isArray(value) && value.every((one) => typeof one === 'number'),
);

/** An object as a dictionary, whatever its keys are called: ids and metadata keys belong to the user. */
export const dictionary = v.custom<Readonly<Record<string, unknown>>>(
  (value) => typeof value === 'object' && value !== null && !Array.isArray(value),
);
