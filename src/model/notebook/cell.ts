import type { MapParameters } from '../map/map.ts';

export const queryKinds = ['text', 'id', 'vector'] as const;

/** What a query cell searches by. `vector` holds the text as typed: numbers in JSON brackets. */
export type QueryInput = { readonly by: (typeof queryKinds)[number]; readonly value: string };

/** Where a cell runs. Empty strings mean: not chosen yet. */
export type Binding = {
  /** The name of an environment, as it is called now. */
  readonly environment: string;
  /** Its id, for the text alone: what is parsed has the name that belongs to it. */
  readonly environmentId?: string;
  readonly index: string;
  readonly namespace: string;
};

/** A cell that runs one query. `id` does not stand in the text: it lasts as long as the text is open, through edits and moves. */
export type QueryCell = {
  readonly kind: 'query';
  readonly id: string;
  readonly name: string;
  readonly input: QueryInput;
  /** A filter as typed; empty for none. It may not parse: the text belongs to the user. */
  readonly filter: string;
  readonly topK: number;
  readonly includeValues: boolean;
  /** Ids that the query should find, as typed; empty where nobody said so. See `parseList`. */
  readonly expected: string;
  /** Parts of the notebook's binding that this cell overrides. */
  readonly binding: Partial<Binding>;
};

/** A cell that shows the map of its namespace. */
export type MapCell = {
  readonly kind: 'map';
  readonly id: string;
  readonly name: string;
  /** Without other namespaces: see `mapParametersOf`. */
  readonly parameters: MapParameters;
  /** Further namespaces of the index on the same map, as typed; empty for none. See `parseList`. */
  readonly otherNamespaces: string;
  /** Name of the field that colours the points; empty for none, absent for the one that the map chooses. */
  readonly colourBy?: string;
  /** Name of the query cell whose hits are laid on the map; empty for none. */
  readonly query: string;
  /** A filter as typed whose records stand out; empty for none. It may not parse. */
  readonly filter: string;
  /** Parts of the notebook's binding that this cell overrides. */
  readonly binding: Partial<Binding>;
};

/** A cell that asks something of an index. */
export type RunnableCell = QueryCell | MapCell;

export type TextCell = { readonly kind: 'text'; readonly id: string; readonly text: string };

export type Cell = RunnableCell | TextCell;

export type Notebook = { readonly binding: Binding; readonly cells: readonly Cell[] };

/** A problem in a text: zero-based line and characters, end exclusive. */
export type Problem = {
  readonly line: number;
  readonly start: number;
  readonly end: number;
  readonly message: string;
  /** Whether the notebook is valid all the same. */
  readonly isNote?: boolean;
};

export type ParsedNotebook =
  | { readonly isValid: true; readonly notebook: Notebook }
  | { readonly isValid: false; readonly problems: readonly Problem[] };
