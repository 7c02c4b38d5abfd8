import * as v from 'valibot';
import { Failure } from '../../../common/failure.ts';

type AnySchema = v.GenericSchema<unknown, unknown>;

/**
 * The value as the schema has it. Throws `badInput` that names the place; a value of the wrong form is answered with
 * `undecodable` (422 on the control plane), one out of range with 400.
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

/** Deeper than any request needs, and far from where walking a value would exhaust the stack. */
const maxNesting = 500;

/** The JSON of a body. Throws `badInput` where it is none, answered with `status`, or is nested too deeply. */
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
  return parts.every((part) => isWithin(part, levels - 1));
}

export function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** An object with any fields: `v.record` would leave out those that are called like what objects inherit. */
export const anyObject = v.custom<Readonly<Record<string, unknown>>>(
  isObject,
  'an object is required',
);

/** Whether a field was sent with a value: null counts as left out. */
export function isGiven<T>(value: T): value is NonNullable<T> {
  return value !== undefined && value !== null;
}

export function isEmptyObject(value: unknown): boolean {
  return isObject(value) && Object.keys(value).length === 0;
}
