import type { SentRequest } from '../requests/queryRequests.ts';
import type { IndexKind } from '../vectorIndex.ts';

/** A query as a program sends it: one search for each index and namespace. */
export type ProgramQuery = {
  readonly searches: readonly ProgramSearch[];
  /** What happens to the hits afterwards, one line each. */
  readonly remarks: readonly string[];
};

/** A search of a program: its request, and the index that answers it. */
export type ProgramSearch = {
  /** Base address of the data plane, with scheme. */
  readonly host: string;
  readonly kind: IndexKind;
  readonly namespace: string;
  readonly request: SentRequest;
};

/** Returns a search's request with camelCase names, as the clients in JavaScript take them. */
export function camelCased(value: unknown, isContent = false): unknown {
  if (Array.isArray(value)) return value.map((one) => camelCased(one, isContent));
  if (typeof value !== 'object' || value === null || isContent) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, part]) => [
      name.replaceAll(/_([a-z])/g, (_, letter: string) => letter.toUpperCase()),
      camelCased(part, name === 'filter'),
    ]),
  );
}

/** Returns the names of a request's body with underscores, as the client in Python takes them. */
export function snakeCased(name: string): string {
  return name.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}
