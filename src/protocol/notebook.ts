import type { Hit, Usage } from '../model/hit.ts';
import type { MapQuality } from '../model/map/map.ts';
import type { MapNumber } from '../model/map/mapLimits.ts';
import type { FilterProblem } from '../model/filter/filterProblem.ts';
import type { Binding, ParsedNotebook, RunnableCell } from '../model/notebook/cell.ts';
import type { NotebookEdit } from '../model/notebook/notebookEdit.ts';
import type { Metric } from '../model/vectorIndex.ts';

export type { NotebookEdit };

/**
 * What the binding's three pickers offer: indexes where the binding names an environment, namespaces where it also names
 * an index, else none.
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
    /** Name of the model that embeds text for this index on this machine, if there is one. */
    readonly embedder?: string;
  }[];
  readonly namespaces: readonly { readonly name: string; readonly recordCount: number }[];
};

/** How a run of a cell goes or went. Old results stay while new ones come. */
export type RunState =
  | { readonly state: 'running'; readonly startedAt: number; readonly previous?: CellOutcome }
  | { readonly state: 'done'; readonly outcome: CellOutcome };

/** The last run of a cell, `ranAs` it was then. */
export type CellRun = RunState & { readonly ranAs: RunnableCell };

/** A stopped run keeps the result of the run before, if there was one. */
export type CellOutcome =
  | {
      readonly kind: 'hits';
      readonly hits: readonly Hit[];
      readonly metric: Metric;
      readonly usage: Usage;
      readonly tookMs: number;
      readonly binding: Binding;
    }
  | MapOutcome
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

/** What a map cell shows; the map itself comes over a channel of its own, see `NotebookState.maps`. */
export type MapOutcome = {
  readonly kind: 'map';
  readonly binding: Binding;
  /** The index on this machine whose vectors were read; another one than the binding's where that is in the cloud. */
  readonly index: string;
  /** How many of the `total` records it shows. */
  readonly shown: number;
  readonly total: number;
  readonly tookMs: number;
  /** When it was made, in milliseconds since 1970, where it was kept from then. */
  readonly keptSinceMs?: number;
  readonly quality?: MapQuality;
};

/** A problem in one field of a cell; without a place it concerns the whole field. */
export type CellProblem = {
  readonly field: 'input' | 'filter' | 'topK' | 'binding' | 'query' | 'components' | MapNumber;
  readonly message: string;
  readonly place?: Pick<FilterProblem, 'start' | 'end'>;
};

/** A next step that the host can take for the user: its title and command. */
export type FailureAction = {
  readonly title: string;
  readonly id: 'updateKey' | 'retry' | 'startEngine' | 'openAsText' | 'pull';
};

export type NotebookState = {
  readonly version: number;
  readonly document: ParsedNotebook;
  readonly runs: Readonly<Record<string, CellRun>>;
  /** By the cells that show them the names of the channels over which their maps come, as `src/protocol/map.ts` says. */
  readonly maps: Readonly<Record<string, string>>;
  readonly isRunningAll: boolean;
  /** Cells have the ids that they had as long as this is the same. */
  readonly session: string;
};

/** What the webview asks of the host. */
export type NotebookCalls = {
  'notebook.open': { params: Record<string, never>; result: NotebookState };
  'notebook.edit': { params: NotebookEdit; result: void };
  /** Fails where the environment, or the last thing that the binding names, cannot be looked into. */
  'notebook.choices': { params: { binding: Binding; refresh: boolean }; result: BindingChoices };
  /** Runs the cell as given, which may be newer than the text. Settles when the run has ended; `cell.changed` tells how. */
  'cell.run': { params: { cell: RunnableCell }; result: void };
  /** Runs all cells as they stand on screen, one after the other; a stopped one stops the rest. Settles at the end. */
  'notebook.runAll': { params: Record<string, never>; result: void };
  'notebook.stopAll': { params: Record<string, never>; result: void };
  'cell.stop': { params: { cellId: string }; result: void };
  'action.take': {
    params: { action: FailureAction['id']; environment: string; cellId?: string };
    result: void;
  };
  /** Shows the newest hits of the cell on the map of its index. Settles once the map is open. */
  'cell.showOnMap': { params: { cellId: string }; result: void };
  /** Opens the map of a map cell by itself, looked at as `view` says. Settles once it is open. */
  'cell.openMap': { params: { cellId: string; view: object }; result: void };
  'clipboard.write': { params: { text: string }; result: void };
};

/** What the host asks of the webview. */
export type NotebookViewCalls = {
  /** Settles when everything typed so far has been sent as an edit, and the edits were made or refused. */
  'edits.flush': { params: Record<string, never>; result: void };
};

/** What the host tells the webview. */
export type NotebookEvents = {
  'notebook.changed': Pick<NotebookState, 'version' | 'document'>;
  'notebook.running': Pick<NotebookState, 'isRunningAll'>;
  'cell.changed': { cellId: string; run: CellRun | undefined };
  'maps.changed': Pick<NotebookState, 'maps'>;
  /** The view shall go to this cell. */
  'cell.revealed': { cellId: string };
  'choices.changed': Record<string, never>;
};
