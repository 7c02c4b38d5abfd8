import { isObject } from '../../src/common/objects.ts';

/** Whether a stored value names a namespace of an index. */
export function isTarget(value: unknown): value is {
  readonly environment: string;
  readonly index: string;
  readonly namespace: string;
} {
  return (
    isObject(value) &&
    [value['environment'], value['index'], value['namespace']].every(
      (name) => typeof name === 'string',
    )
  );
}

/** Returns the members of a stored object that are finite numbers. */
export function onlyNumbers(widths: Readonly<Record<string, unknown>>): Record<string, number> {
  return Object.fromEntries(
    Object.entries(widths).filter((entry): entry is [string, number] => Number.isFinite(entry[1])),
  );
}
