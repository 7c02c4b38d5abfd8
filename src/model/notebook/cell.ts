import type { MapParameters } from '../map/map.ts';
import type { QueryOptions } from './queryOptions.ts';

/** A cell of a notebook, by kind. */
export type Cell = RunnableCell | TextCell;

/** What a query cell searches by: also arithmetic of records, and a query string for documents. */
export const inputKinds = ['text', 'id', 'vector', 'records', 'query string'] as const;

/** The input of a query cell, as typed. See `parseVector` and `parseRecordSum`. */
export type QueryInput = { readonly by: (typeof inputKinds)[number]; readonly value: string };

/** Where a cell runs. Empty strings mean not chosen yet. */
export type Binding = {
  /** Current name of the environment. */
  readonly environment: string;
  /** Id of the environment, in the text only: parsing resolves it to the current name. */
  readonly environmentId?: string;
  readonly index: string;
  readonly namespace: string;
};

/** A cell with one query: its input, and options as typed. `id` is not in the text; it stays the same through edits and moves while the text is open. */
export type QueryCell = QueryOptions & {
  readonly kind: 'query';
  readonly id: string;
  readonly name: string;
  readonly input: QueryInput;
  /** A filter as typed, possibly invalid; empty for none. */
  readonly filter: string;
  readonly topK: number;
  readonly includeValues: boolean;
  /** Expected record ids as typed; empty if none are given. See `parseList`. */
  readonly expected: string;
  /** Parts of the notebook's binding that this cell overrides. */
  readonly binding: Partial<Binding>;
};

/** A cell that shows the map of its namespace. */
export type MapCell = {
  readonly kind: 'map';
  readonly id: string;
  readonly name: string;
  /** Without the other namespaces: see `mapParametersOf`. */
  readonly parameters: MapParameters;
  /** Other namespaces of the index on the same map, as typed; empty for none. See `parseList`. */
  readonly otherNamespaces: string;
  /** Field that colours the points; empty for none, absent for the map's default. */
  readonly colourBy?: string;
  /** Name of the query cell whose hits the map shows; empty for none. */
  readonly query: string;
  /** Filter, as typed, that highlights records; empty for none, possibly invalid. */
  readonly filter: string;
  /** Parts of the notebook's binding that this cell overrides. */
  readonly binding: Partial<Binding>;
};

/** A cell that explains why a query finds expected records, or why not. */
export type ExplainCell = {
  readonly kind: 'explain';
  readonly id: string;
  readonly name: string;
  /** Name of the query cell. */
  readonly query: string;
  /** Record ids as typed; empty for those that the query expects. See `parseList`. */
  readonly expected: string;
  /** Empty: the query names where it runs. */
  readonly binding: Partial<Binding>;
};

/** A cell that compares the results of queries. */
export type CompareCell = {
  readonly kind: 'compare';
  readonly id: string;
  readonly name: string;
  /** Names of the query cells as typed. See `parseList`. */
  readonly queries: string;
  /** Values of alpha as typed: the only query runs with each of them; absent for none. */
  readonly alphas?: string;
  /** Empty: the queries name where they run. */
  readonly binding: Partial<Binding>;
};

/** A cell that reads an index. */
export type RunnableCell = QueryCell | MapCell | ExplainCell | CompareCell;

export const cellKinds = ['query', 'map', 'explain', 'compare', 'text'] as const;
export type CellKind = (typeof cellKinds)[number];

export type TextCell = { readonly kind: 'text'; readonly id: string; readonly text: string };

export type Notebook = {
  readonly binding: Binding;
  /** Values that cells name as variables, as typed; absent for none. See `parseParameters`. */
  readonly parameters?: string;
  readonly cells: readonly Cell[];
};

/** A problem in a text: zero-based line and characters, end exclusive. */
export type Problem = {
  readonly line: number;
  readonly start: number;
  readonly end: number;
  readonly message: string;
  /** Whether the notebook is valid despite the problem. */
  readonly isNote?: boolean;
};

export type ParsedNotebook =
  | { readonly isValid: true; readonly notebook: Notebook }
  | { readonly isValid: false; readonly problems: readonly Problem[] };
