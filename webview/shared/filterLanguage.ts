import {
  autocompletion,
  completionKeymap,
  completionStatus,
  startCompletion,
  type CompletionContext,
  type CompletionResult,
} from '@codemirror/autocomplete';
import type { Extension } from '@codemirror/state';
import { hoverTooltip, keymap, type EditorView, type Tooltip } from '@codemirror/view';
import { completeFilter } from '../../src/model/filter/language/completeFilter.ts';
import {
  filterHints,
  hoverFilter,
  type FilterFix,
} from '../../src/model/filter/language/filterHints.ts';
import type { KnownField } from '../../src/model/filter/language/knownField.ts';

/** Completion, hover and quick fixes for filters. Ctrl+. applies the first fix at the caret. */
export function filterLanguage(fields: FieldsNow): Extension {
  return [
    autocompletion({ override: [(context) => complete(context, fields)], icons: false }),
    hoverTooltip((view, offset) => hover(view, offset, fields)),
    keymap.of([
      ...completionKeymap,
      { key: 'Mod-.', run: (view) => applyFirstFix(view, fields()) },
    ]),
  ];
}

/** Fields that are known now: they change while the editor lives. */
export type FieldsNow = () => readonly KnownField[];

/** Applies a fix to the text of an editor. */
export function applyFix(view: EditorView, { start, end, replacement }: FilterFix): void {
  view.dispatch({ changes: { from: start, to: end, insert: replacement }, userEvent: 'input' });
}

/** Offers completions for the word before the caret, whose fields were not known when it was typed. */
export function completeTypedWord(view: EditorView): void {
  const { doc, selection } = view.state;
  const isInWord = /["$\w]$/.test(doc.sliceString(0, selection.main.head));
  if (view.hasFocus && isInWord && completionStatus(view.state) === null) startCompletion(view);
}

function complete(
  { state, pos, explicit }: CompletionContext,
  fields: FieldsNow,
): CompletionResult | null {
  const text = state.doc.toString();
  const found = completeFilter(text, pos, fields());
  if (!found || found.options.length === 0) return null;
  // Unasked only within a word, and behind what begins one.
  const before = text.slice(0, pos).trimEnd().slice(-1);
  if (!explicit && found.from === pos && !['{', ':', ',', '['].includes(before)) return null;
  return {
    from: found.from,
    to: found.to,
    filter: false,
    options: matching(found.options, text.slice(found.from, pos)).map(
      ({ label, detail, insert, kind }) => ({ label, detail, apply: insert, type: kind }),
    ),
  };
}

/** Options that hold what was typed, those that begin with it first. */
function matching<O extends { readonly label: string }>(
  options: readonly O[],
  typed: string,
): readonly O[] {
  const word = typed.replaceAll('"', '').toLowerCase();
  const textOf = ({ label }: O): string => label.replaceAll('"', '').toLowerCase();
  const found = options.filter((option) => textOf(option).includes(word));
  return found.toSorted(
    (one, other) => Number(textOf(other).startsWith(word)) - Number(textOf(one).startsWith(word)),
  );
}

function hover(view: EditorView, offset: number, fields: FieldsNow): Tooltip | null {
  const found = hoverFilter(view.state.doc.toString(), offset, fields());
  if (!found) return null;
  return {
    pos: found.start,
    end: found.end,
    create: () => {
      const dom = document.createElement('div');
      dom.className = 'cm-diagnostic';
      dom.textContent = found.text;
      return { dom };
    },
  };
}

function applyFirstFix(view: EditorView, fields: readonly KnownField[]): boolean {
  const { head } = view.state.selection.main;
  const fix = filterHints(view.state.doc.toString(), fields)
    .filter(({ start, end }) => head >= start && head <= end)
    .flatMap(({ fixes }) => fixes)[0];
  if (!fix) return false;
  applyFix(view, fix);
  return true;
}
