import type { Explanation } from '../model/explain/explanation.ts';
import type { Hit, Usage } from '../model/hit.ts';
import type { MapQuality } from '../model/map/map.ts';
import type { MapNumber } from '../model/map/mapLimits.ts';
import type { KnownField } from '../model/filter/language/knownField.ts';
import type { FilterProblem } from '../model/filter/filterProblem.ts';
import type { AssertionCheck } from '../model/notebook/assertions.ts';
import type { CodeLanguage } from '../model/connectionCode/codeLanguages.ts';
import type { Binding, ParsedNotebook, QueryCell, RunnableCell } from '../model/notebook/cell.ts';
import type { NotebookEdit } from '../model/notebook/notebookEdit.ts';
import type { QueryOption } from '../model/notebook/queryOptions.ts';
import type { IndexKind, Metric } from '../model/vectorIndex.ts';
import type { JudgingCalls, JudgingStart } from './judging.ts';
import type { RecordDetails, RecordPaneCalls } from './recordPane.ts';

export type { NotebookEdit };

/**
 * The options of the three pickers of a binding. `indexes` is filled if the binding names an environment, `namespaces`
 * if it also names an index.
 */
export type BindingChoices = {
  readonly environments: readonly {
    readonly name: string;
    readonly colour: string;
    readonly hasKey: boolean;
  }[];
  readonly indexes: readonly {
    readonly name: string;
    readonly dimension?: number;
    readonly metric: Metric;
    readonly kind: IndexKind;
    /** Name of the model that embeds text for this index, if it is known. */
    readonly embedder?: string;
  }[];
  readonly namespaces: readonly { readonly name: string; readonly recordCount: number }[];
  /** Numbers of indexes and namespaces beyond the listed ones. They are found by `binding.search`. */
  readonly hidden: { readonly indexes: number; readonly namespaces: number };
};

/** The state of a run of a cell. The previous result stays available while the run is in progress. */
export type RunState =
  | { readonly state: 'running'; readonly startedAt: number; readonly previous?: CellOutcome }
  | {
      readonly state: 'done';
      readonly outcome: CellOutcome;
      /** When the run ended, in milliseconds since 1970, if it was before the window was loaded. */
      readonly keptFromMs?: number;
    };

/** The last run of a cell; `ranAs` is the cell as it was run. */
export type CellRun = RunState & { readonly ranAs: RunnableCell };

/** The result of a run. A run that was stopped or failed carries the result of the previous run, if there was one. */
export type CellOutcome =
  | {
      readonly kind: 'hits';
      readonly hits: readonly Hit[];
      readonly metric: Metric;
      readonly usage: Usage;
      readonly tookMs: number;
      readonly binding: Binding;
      /** Name of the model that embedded the query's text. */
      readonly model?: string;
      /** What gave the hits their scores: higher ones are better. Absent if that was the index. */
      readonly scoredBy?: 'rrf' | 'rerank';
      /** The cell's assertions; absent if it has none. */
      readonly checks?: readonly AssertionCheck[];
      /** Expected ids that no record of the namespace has. */
      readonly unknownIds?: readonly string[];
    }
  | MapOutcome
  | ExplainOutcome
  | CompareOutcome
  | {
      readonly kind: 'invalid';
      readonly problems: readonly CellProblem[];
      readonly previous?: CellOutcome;
    }
  | {
      readonly kind: 'failed';
      readonly message: string;
      readonly action?: FailureAction;
      readonly previous?: CellOutcome;
    }
  | { readonly kind: 'stopped'; readonly previous?: CellOutcome };

/** The outcome of a run that found something. */
export type CellResult = Exclude<CellOutcome, { kind: 'invalid' | 'failed' | 'stopped' }>;

/** The result of a map cell. The map itself is sent over its own channel; see `NotebookState.maps`. */
export type MapOutcome = {
  readonly kind: 'map';
  readonly binding: Binding;
  /** The local index whose vectors were read. Differs from the binding's index if that is in the cloud. */
  readonly index: string;
  /** Number of records shown, of `total`. */
  readonly shown: number;
  readonly total: number;
  readonly tookMs: number;
  /** When the cached map was made, in milliseconds since 1970. Absent if the map was not cached. */
  readonly cachedAtMs?: number;
  readonly quality?: MapQuality;
};

/** The result of an explain cell. */
export type ExplainOutcome = {
  readonly kind: 'explanations';
  readonly explanations: readonly Explanation[];
  /** Number of hits that the query returns. */
  readonly topK: number;
  readonly recordCount: number;
  readonly usage: Usage;
  readonly tookMs: number;
  readonly binding: Binding;
};

/** The result of a compare cell: the hits of each query, in the order of the cell. */
export type CompareOutcome = {
  readonly kind: 'comparison';
  readonly lists: readonly ComparedList[];
  /** The alpha of each list, of a sweep. */
  readonly alphas?: readonly number[];
  readonly usage: Usage;
  readonly tookMs: number;
};

export type ComparedList = {
  readonly name: string;
  readonly hits: readonly Hit[];
  readonly metric: Metric;
  readonly binding: Binding;
  readonly expected: readonly string[];
};

/** A problem in one field of a cell. Without a place it concerns the whole field. */
export type CellProblem = {
  readonly field:
    | 'input'
    | 'filter'
    | 'topK'
    | QueryOption
    | 'alphas'
    | 'binding'
    | 'query'
    | 'queries'
    | 'expected'
    | 'components'
    | 'detail'
    | MapNumber;
  readonly message: string;
  readonly place?: Pick<FilterProblem, 'start' | 'end'>;
};

/** A next step that the host can do for the user: title and command. */
export type FailureAction = {
  readonly title: string;
  readonly id: 'updateKey' | 'retry' | 'startEngine' | 'openAsText' | 'pull';
};

export const hitActions = ['findSimilar', 'edit', 'showOnMap'] as const;

/**
 * `findSimilar` runs a query by the hit in a new cell below, `edit` opens its record, `showOnMap` shows it on the map
 * of its index.
 */
export type HitAction = (typeof hitActions)[number];

/** A request as a person reads it: `POST` and its address, and its body as JSON. */
export type ShownRequest = { readonly title: string; readonly body: string };

export type NotebookState = {
  readonly version: number;
  readonly document: ParsedNotebook;
  readonly runs: Readonly<Record<string, CellRun>>;
  /** The channel names of the maps by cell id. Each channel follows `src/protocol/map.ts`. */
  readonly maps: Readonly<Record<string, string>>;
  readonly isRunningAll: boolean;
  /** Cell ids are stable while this value is the same. */
  readonly session: string;
};

/** The record of a hit, and whether more reads of its namespace cost nothing. */
export type HitDetails = RecordDetails & { readonly isFree: boolean };

/** Calls that other views have too. */
type SharedCalls = RecordPaneCalls & JudgingCalls;

/** Calls from the webview to the host. */
export type NotebookCalls = SharedCalls & {
  'notebook.open': { params: Record<string, never>; result: NotebookState };
  'notebook.edit': { params: NotebookEdit; result: void };
  /** Takes back the last edit of the text, or makes it again. */
  'notebook.undo': { params: { isRedo: boolean }; result: void };
  /** Asks the user for an index of the environment, or a namespace of the index, by its name. */
  'binding.search': {
    params: { binding: Binding; level: 'indexes' | 'namespaces' };
    result: { readonly name?: string };
  };
  /** Fails if the environment, or the last item that the binding names, cannot be read. */
  'notebook.choices': { params: { binding: Binding; refresh: boolean }; result: BindingChoices };
  /**
   * Runs the given cell, which may be newer than the document. Resolves when the run has ended; `cell.changed` carries
   * the result.
   */
  'cell.run': { params: { cell: RunnableCell }; result: void };
  /** Runs all cells in order. Stopping one cell stops the rest. Resolves at the end. */
  'notebook.runAll': { params: Record<string, never>; result: void };
  'notebook.stopAll': { params: Record<string, never>; result: void };
  /**
   * Returns the requests that the given cell would send, without the key. Texts are embedded for that. Fails with the
   * problem of the cell.
   */
  'cell.request': { params: { cell: QueryCell }; result: readonly ShownRequest[] };
  /** Copies the code that sends the cell's query in a language of *Copy Connection Code*. Fails like `cell.request`. */
  'cell.copyCode': { params: { cell: QueryCell; language: CodeLanguage }; result: void };
  'cell.stop': { params: { cellId: string }; result: void };
  'action.take': {
    params: { action: FailureAction['id']; environment: string; cellId?: string };
    result: void;
  };
  /** Returns the metadata fields of a namespace that are known without read units, the most frequent first. */
  'fields.read': { params: { binding: Binding }; result: readonly KnownField[] };
  /** Inserts a cell below that explains the expected records of a query cell, and runs it. Resolves at the end. */
  'cell.explain': { params: { cellId: string }; result: void };
  /** Shows the latest hits of the cell on the map of its index. Resolves when the map is open. */
  'cell.showOnMap': { params: { cellId: string }; result: void };
  /** Does something with a hit; see `HitAction`. Resolves when it is done. */
  'hit.act': {
    params: { action: HitAction; cellId: string; binding: Binding; id: string };
    result: void;
  };
  /** Saves the latest hits of the cell to a file that the user chooses. Resolves when it is written, or not chosen. */
  'hits.export': { params: { cellId: string }; result: void };
  /** Opens the map of a map cell in its own panel with this view state. Resolves when it is open. */
  'cell.openMap': { params: { cellId: string; view: object }; result: void };
  /** Reads the record of a hit. Throws `notFound` if it does not exist. */
  'record.read': { params: { binding: Binding; id: string }; result: HitDetails };
  /** Returns the nearest records, nearest first, without the record itself. */
  'neighbours.read': { params: { binding: Binding; id: string }; result: readonly Hit[] };
  /** Finds or makes the question of the study beside the notebook that a query cell asks. */
  'judging.start': { params: { cellId: string }; result: JudgingStart | null };
  'clipboard.write': { params: { text: string }; result: void };
};

/** Calls from the host to the webview. */
export type NotebookViewCalls = {
  /** Resolves when all typed changes have been sent as edits and each edit was applied or refused. */
  'edits.flush': { params: Record<string, never>; result: void };
};

/** Events from the host to the webview. */
export type NotebookEvents = {
  'notebook.changed': Pick<NotebookState, 'version' | 'document'>;
  'notebook.running': Pick<NotebookState, 'isRunningAll'>;
  'cell.changed': { cellId: string; run: CellRun | undefined };
  'maps.changed': Pick<NotebookState, 'maps'>;
  /** Asks the view to scroll to this cell and focus it. */
  'cell.revealed': { cellId: string };
  'choices.changed': Record<string, never>;
};
