import * as v from 'valibot';
import { Failure } from '../../../common/failure.ts';
import { isObject } from '../../../common/objects.ts';

type AnySchema = v.GenericSchema<unknown, unknown>;

/**
 * Validates a value against a schema. Throws `badInput` that names the path, with status `undecodable` for a value
 * of the wrong type (422 on the control plane) and 400 for one out of range.
 */
export function decode<S extends AnySchema>(
  schema: S,
  value: unknown,
  undecodable: 400 | 422 = 400,
): v.InferOutput<S> {
  const result = v.safeParse(schema, value, { abortEarly: true });
  if (result.success) return result.output;
  const [issue] = result.issues;
  const path = v.getDotPath(issue);
  const message = path === null ? issue.message : `${path}: ${issue.message}`;
  const status = issue.kind === 'schema' ? undecodable : 400;
  throw new Failure('badInput', message, { status });
}

/** Decodes a request of the vector API. Throws `badInput` for a member in snake_case, such as `top_k` for `topK`. */
export function decodeCamelCase<S extends AnySchema & { readonly entries: object }>(
  schema: S,
  value: unknown,
): v.InferOutput<S> {
  if (isObject(value)) refuseSnakeCase(value, Object.keys(schema.entries));
  return decode(schema, value);
}

/** Throws `badInput` if a member of an object is one of these names in snake_case. */
export function refuseSnakeCase(
  value: Readonly<Record<string, unknown>>,
  names: readonly string[],
): void {
  for (const name of names) {
    const snake = name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
    if (snake !== name && Object.hasOwn(value, snake))
      throw new Failure('badInput', `Unknown name "${snake}": use "${name}"`);
  }
}

/** Decodes the bytes of a body. Throws `badInput` if they are not valid UTF-8: they would be stored differently than sent. */
export function decodeUtf8(bytes: ArrayBuffer, status: 400 | 422 = 400): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (error) {
    throw new Failure('badInput', 'The body is not valid UTF-8', { status, cause: error });
  }
}

/** The nesting limit, above any valid request and far below the depth that exhausts the stack. */
const maxNesting = 500;

/** Parses the JSON of a body. Throws `badInput` if it is not valid JSON (with `status`) or nested too deeply. */
export function parseJson(text: string, status: 400 | 422 = 400): unknown {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    const message = text === '' ? 'The request has no body' : 'The body is not valid JSON';
    throw new Failure('badInput', message, { status, cause: error });
  }
  if (!isWithin(value, maxNesting))
    throw new Failure('badInput', `The body is nested too deeply: at most ${maxNesting} levels`);
  return value;
}

function isWithin(value: unknown, levels: number): boolean {
  if (typeof value !== 'object' || value === null) return true;
  if (levels === 0) return false;
  const parts: readonly unknown[] = Array.isArray(value) ? value : Object.values(value);
  // A loop without calls for numbers: an upsert has a hundred thousand of them.
  for (const part of parts)
    if (typeof part === 'object' && part !== null && !isWithin(part, levels - 1)) return false;
  return true;
}

/** An object with any fields. `v.record` would drop fields named like inherited ones. */
export const anyObject = v.custom<Readonly<Record<string, unknown>>>(
  isObject,
  'an object is required',
);

/** Whether a field has a value: null counts as absent. */
export function isGiven<T>(value: T): value is NonNullable<T> {
  return value !== undefined && value !== null;
}

/** Whether a value is an object without fields. */
export function isEmptyObject(value: unknown): boolean {
  return isObject(value) && Object.keys(value).length === 0;
}
