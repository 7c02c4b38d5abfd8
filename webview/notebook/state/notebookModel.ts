import type { Binding, Cell, Notebook, ParsedNotebook } from '../../../src/model/notebook/cell.ts';
import type { CellRun, NotebookEvents, NotebookState } from '../../../src/protocol/notebook.ts';
import { sameCell } from './cells.ts';

/** The state of the notebook view. */
export type NotebookModel = NotebookState & {
  readonly isOpen: boolean;
  readonly drafts: Readonly<Record<string, Draft>>;
  /** The cell that the host wants to reveal; a new object for each request. */
  readonly revealed?: NotebookEvents['cell.revealed'];
  /** A chosen binding that is not in the document yet. */
  readonly chosenBinding?: Binding | undefined;
  /** The last failure, as a sentence. */
  readonly failure?: string | undefined;
};

/**
 * A cell with changes that are not in the document yet. `typing`: not sent; `sending`: being sent; `sent`: received by
 * the host and replaced by the next document.
 */
export type Draft = { readonly cell: Cell; readonly phase: 'typing' | 'sending' | 'sent' };

export type NotebookAction =
  | { readonly type: 'opened'; readonly state: NotebookState }
  | {
      readonly type: 'documentChanged';
      readonly version: number;
      readonly document: ParsedNotebook;
    }
  | { readonly type: 'runChanged'; readonly cellId: string; readonly run: CellRun | undefined }
  | { readonly type: 'typed'; readonly cell: Cell }
  | { readonly type: 'sending'; readonly cell: Cell }
  | { readonly type: 'sent'; readonly cell: Cell }
  | { readonly type: 'notSent'; readonly cell: Cell; readonly message: string }
  | { readonly type: 'mapsChanged'; readonly maps: NotebookState['maps'] }
  | { readonly type: 'runningChanged'; readonly isRunningAll: boolean }
  | { readonly type: 'revealed'; readonly cellId: string }
  | { readonly type: 'bindingChosen'; readonly binding: Binding }
  | { readonly type: 'failed'; readonly message: string }
  | { readonly type: 'failureDismissed' };

const noBinding: Binding = { environment: '', index: '', namespace: '' };

export const unopened: NotebookModel = {
  isOpen: false,
  version: -1,
  document: { isValid: true, notebook: { binding: noBinding, cells: [] } },
  runs: {},
  maps: {},
  isRunningAll: false,
  session: '',
  drafts: {},
};

export function reduceNotebook(model: NotebookModel, action: NotebookAction): NotebookModel {
  const reduce = reducers[action.type] as (
    model: NotebookModel,
    action: NotebookAction,
  ) => NotebookModel;
  return reduce(model, action);
}

type Reducers = {
  readonly [T in NotebookAction['type']]: (
    model: NotebookModel,
    action: Extract<NotebookAction, { type: T }>,
  ) => NotebookModel;
};

const reducers: Reducers = {
  opened: (model, { state }) =>
    withDocument({ ...model, ...state, isOpen: true, failure: undefined }, state),
  documentChanged: (model, action) =>
    action.version < model.version ? model : withDocument(model, action),
  runChanged: (model, { cellId, run }) => ({ ...model, runs: withEntry(model.runs, cellId, run) }),
  typed: (model, { cell }) => withDraft(model, { cell, phase: 'typing' }),
  sending: (model, { cell }) =>
    isNewest(model, cell) ? withDraft(model, { cell, phase: 'sending' }) : model,
  sent: (model, { cell }) => (isNewest(model, cell) ? whenSent(model, cell) : model),
  notSent: (model, { cell, message }) => ({
    ...(isNewest(model, cell) ? withDraft(model, { cell, phase: 'typing' }) : model),
    failure: message,
  }),
  mapsChanged: (model, { maps }) => ({ ...model, maps }),
  runningChanged: (model, { isRunningAll }) => ({ ...model, isRunningAll }),
  revealed: (model, { cellId }) => ({ ...model, revealed: { cellId } }),
  bindingChosen: (model, { binding }) => ({ ...model, chosenBinding: binding }),
  failed: (model, { message }) => ({ ...model, failure: message, chosenBinding: undefined }),
  failureDismissed: (model) => ({ ...model, failure: undefined }),
};

/** Returns the notebook with pending drafts applied; undefined if the document is invalid. */
export function visibleNotebook(model: NotebookModel): Notebook | undefined {
  if (!model.document.isValid) return undefined;
  const { notebook } = model.document;
  const { binding, cells } = notebook;
  return {
    ...notebook,
    binding: model.chosenBinding ?? binding,
    cells: cells.map((cell) => model.drafts[cell.id]?.cell ?? cell),
  };
}

function withDocument(
  model: NotebookModel,
  { version, document }: Pick<NotebookState, 'version' | 'document'>,
): NotebookModel {
  const kept = keepCells(document, model.document);
  const savedView = Object.entries(model.drafts).filter(
    ([cellId, draft]) =>
      !document.isValid ||
      isAhead(
        draft,
        document.notebook.cells.find(({ id }) => id === cellId),
      ),
  );
  return {
    ...model,
    version,
    document: kept,
    drafts: Object.fromEntries(savedView),
    chosenBinding: undefined,
  };
}

/** Returns the document with the cell objects of the one before where they are the same, so that they are not rendered again. */
function keepCells(document: ParsedNotebook, before: ParsedNotebook): ParsedNotebook {
  if (!document.isValid || !before.isValid) return document;
  const known = new Map(before.notebook.cells.map((cell) => [cell.id, cell]));
  const cells = document.notebook.cells.map((cell) => {
    const old = known.get(cell.id);
    return old && sameCell(old, cell) ? old : cell;
  });
  return { isValid: true, notebook: { ...document.notebook, cells } };
}

/** Returns whether a draft still overrides the document. */
function isAhead({ cell, phase }: Draft, documented: Cell | undefined): boolean {
  if (documented === undefined || phase === 'sent') return false;
  return !sameCell(cell, documented);
}

function whenSent(model: NotebookModel, cell: Cell): NotebookModel {
  const documented = model.document.isValid
    ? model.document.notebook.cells.find(({ id }) => id === cell.id)
    : undefined;
  if (documented && sameCell(documented, cell)) {
    return { ...model, drafts: withEntry(model.drafts, cell.id, undefined) };
  }
  return withDraft(model, { cell, phase: 'sent' });
}

function isNewest(model: NotebookModel, cell: Cell): boolean {
  return model.drafts[cell.id]?.cell === cell;
}

function withDraft(model: NotebookModel, draft: Draft): NotebookModel {
  return { ...model, drafts: withEntry(model.drafts, draft.cell.id, draft) };
}

function withEntry<T>(
  entries: Readonly<Record<string, T>>,
  key: string,
  value: T | undefined,
): Readonly<Record<string, T>> {
  const { [key]: _, ...others } = entries;
  return value === undefined ? others : { ...others, [key]: value };
}
