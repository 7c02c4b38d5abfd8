import { defaultKeymap, history, historyKeymap } from '@codemirror/commands';
import { json } from '@codemirror/lang-json';
import { bracketMatching, syntaxHighlighting } from '@codemirror/language';
import { setDiagnostics } from '@codemirror/lint';
import { EditorState, type Extension } from '@codemirror/state';
import { EditorView, keymap, placeholder } from '@codemirror/view';
import type { VNode } from 'preact';
import { useLayoutEffect, useRef } from 'preact/hooks';
import type { FilterProblem } from '../../src/model/filter/filterProblem.ts';
import type { FilterHint } from '../../src/model/filter/language/filterHints.ts';
import type { KnownField } from '../../src/model/filter/language/knownField.ts';
import './codeEditor.css';
import { editorTheme, jsonHighlighter } from './codeEditorTheme.ts';
import { applyFix, completeTypedWord, filterLanguage } from './filterLanguage.ts';
import { pageData } from './pageData.ts';

/**
 * A JSON editor in the theme's colours. It is created once: later changes of `label` and `isReadOnly` have no effect.
 */
export function CodeEditor(props: CodeEditorProps): VNode {
  const place = useRef<HTMLDivElement>(null);
  const editor = useRef<EditorView>(null);
  const onChange = useRef(props.onChange);
  onChange.current = props.onChange;
  const fields = useRef(props.fields);
  fields.current = props.fields;
  const isTypedIn = useRef(false);

  useLayoutEffect(() => {
    if (!place.current) return undefined;
    const view = new EditorView({
      parent: place.current,
      state: EditorState.create({
        doc: props.value,
        extensions: [
          extensionsFor(props, (text) => {
            isTypedIn.current = true;
            onChange.current?.(text);
          }),
          props.fields ? filterLanguage(() => fields.current ?? []) : [],
        ],
      }),
    });
    editor.current = view;
    return () => view.destroy();
  }, []);

  useLayoutEffect(() => {
    if (editor.current) replaceText(editor.current, props.value);
  }, [props.value]);

  // Fields are read when the editor gets the focus, and may come after the first word.
  useLayoutEffect(() => {
    if (editor.current && isTypedIn.current) completeTypedWord(editor.current);
    isTypedIn.current = false;
  }, [props.fields]);

  const problems = props.problems ?? noProblems;
  const hints = props.hints ?? noHints;
  const isUnderlined = useRef(false);
  useLayoutEffect(() => {
    const needsUnderlines = problems.length > 0 || hints.length > 0;
    // Each key press gives new, mostly empty, lists.
    if (editor.current && (needsUnderlines || isUnderlined.current))
      underline(editor.current, problems, hints);
    isUnderlined.current = needsUnderlines;
  }, [problems, hints]);

  useLayoutEffect(() => {
    const content = editor.current?.contentDOM;
    content?.toggleAttribute('aria-invalid', false);
    if (problems.length > 0) content?.setAttribute('aria-invalid', 'true');
    if (props.describedBy) content?.setAttribute('aria-describedby', props.describedBy);
    else content?.removeAttribute('aria-describedby');
  }, [problems, props.describedBy]);

  return (
    <div
      ref={place}
      class={props.isReadOnly ? 'code-editor is-read-only' : 'code-editor'}
      onFocusIn={() => {
        isTypedIn.current = false;
        props.onFocus?.();
      }}
    />
  );
}

export type CodeEditorProps = {
  readonly label: string;
  readonly value: string;
  readonly placeholder?: string;
  readonly isReadOnly?: boolean;
  /** Underlines these ranges and shows the messages on hover. */
  readonly problems?: readonly FilterProblem[];
  /** Fields that a filter can name, for completion and hover; absent for other texts. */
  readonly fields?: readonly KnownField[];
  /** Underlines these ranges as warnings, with fixes. */
  readonly hints?: readonly FilterHint[];
  readonly onFocus?: () => void;
  /** Id of the element that lists the problems as text. */
  readonly describedBy?: string | undefined;
  readonly onChange?: (text: string) => void;
};

const noProblems: readonly FilterProblem[] = [];
const noHints: readonly FilterHint[] = [];

function extensionsFor(props: CodeEditorProps, onChange: (text: string) => void): Extension[] {
  return [
    EditorView.cspNonce.of(pageData.nonce),
    editorTheme,
    syntaxHighlighting(jsonHighlighter),
    json(),
    bracketMatching(),
    EditorView.lineWrapping,
    EditorState.readOnly.of(props.isReadOnly ?? false),
    EditorView.contentAttributes.of({
      'aria-label': props.label,
      ...(props.isReadOnly && { 'aria-readonly': 'true', tabindex: '0' }),
    }),
    placeholder(props.placeholder ?? ''),
    history(),
    keymap.of([...historyKeymap, ...defaultKeymap]),
    EditorView.updateListener.of((update) => {
      const isTyped = update.transactions.some((one) => !one.isUserEvent('host'));
      if (update.docChanged && isTyped) onChange(update.state.doc.toString());
    }),
  ];
}

/** Replaces the text after a change from outside, keeping the caret position where possible. */
function replaceText(view: EditorView, text: string): void {
  if (view.state.doc.toString() === text) return;
  const { anchor, head } = view.state.selection.main;
  view.dispatch({
    changes: { from: 0, to: view.state.doc.length, insert: text },
    selection: { anchor: Math.min(anchor, text.length), head: Math.min(head, text.length) },
    userEvent: 'host',
  });
}

function underline(
  view: EditorView,
  problems: readonly FilterProblem[],
  hints: readonly FilterHint[],
): void {
  const end = view.state.doc.length;
  const errors = problems.map(({ start, end: stop, message }) => ({
    from: Math.min(start, end),
    to: Math.min(Math.max(stop, start + 1), end),
    severity: 'error' as const,
    message,
  }));
  const warnings = hints
    .filter((hint) => hint.end <= end)
    .map(({ start, end: stop, message, fixes }) => ({
      from: start,
      to: stop,
      severity: 'warning' as const,
      message,
      actions: fixes.map((fix) => ({ name: fix.title, apply: () => applyFix(view, fix) })),
    }));
  view.dispatch(setDiagnostics(view.state, [...errors, ...warnings]));
}
