import type { syntaxHighlighting } from '@codemirror/language';
import { EditorView } from '@codemirror/view';

/** Styles the editor like VS Code's inputs and hovers. */
export const editorTheme = EditorView.theme({
  '&': {
    color: 'var(--vscode-input-foreground)',
    backgroundColor: 'var(--vscode-input-background)',
    fontSize: 'var(--vscode-editor-font-size, 12px)',
  },
  '&.cm-focused': { outline: 'none' },
  '.cm-scroller': {
    fontFamily: 'var(--vscode-editor-font-family, monospace)',
    lineHeight: '18px',
  },
  '.cm-content': { padding: '3px 0', caretColor: 'var(--vscode-editorCursor-foreground, auto)' },
  '.cm-line': { padding: '0 8px' },
  '.cm-placeholder': { color: 'var(--vscode-input-placeholderForeground)' },
  '&.cm-focused .cm-matchingBracket': {
    color: 'inherit',
    backgroundColor: 'var(--vscode-editorBracketMatch-background, transparent)',
    outline: '1px solid var(--vscode-editorBracketMatch-border, currentcolor)',
  },
  '.cm-lintRange-error': {
    backgroundImage: 'none',
    textDecoration: 'underline wavy var(--vscode-editorError-foreground, #f14c4c)',
    textUnderlineOffset: '3px',
    textDecorationSkipInk: 'none',
  },
  '.cm-lintRange-warning': {
    backgroundImage: 'none',
    textDecoration: 'underline wavy var(--vscode-editorWarning-foreground, #cca700)',
    textUnderlineOffset: '3px',
    textDecorationSkipInk: 'none',
  },
  '.cm-tooltip': {
    color: 'var(--vscode-editorHoverWidget-foreground)',
    backgroundColor: 'var(--vscode-editorHoverWidget-background)',
    border: '1px solid var(--vscode-editorHoverWidget-border, var(--line))',
    fontFamily: 'var(--vscode-font-family)',
    maxWidth: '420px',
  },
  '.cm-tooltip.cm-tooltip-autocomplete > ul': {
    fontFamily: 'var(--vscode-editor-font-family, monospace)',
    maxHeight: '180px',
  },
  '.cm-tooltip.cm-tooltip-autocomplete > ul > li[aria-selected]': {
    color: 'var(--vscode-editorSuggestWidget-selectedForeground, inherit)',
    background: 'var(--vscode-editorSuggestWidget-selectedBackground, var(--line))',
    outline: '1px solid var(--vscode-contrastActiveBorder, transparent)',
    outlineOffset: '-1px',
  },
  '.cm-completionDetail': { fontStyle: 'normal', opacity: '0.8' },
  '.cm-diagnosticAction': {
    color: 'var(--vscode-textLink-foreground)',
    background: 'none',
    textDecoration: 'underline',
  },
  '.cm-diagnostic': { padding: '4px 8px', border: 'none', margin: '0' },
});

const tokenClasses: Readonly<Record<string, string>> = {
  propertyName: 'json-name',
  string: 'json-string',
  number: 'json-number',
  bool: 'json-literal',
  null: 'json-literal',
};

/** Assigns the classes of codeEditor.css to JSON tokens. */
export const jsonHighlighter: Parameters<typeof syntaxHighlighting>[0] = {
  style: (tags) => tags.map((tag) => tokenClasses[String(tag)]).find(Boolean) ?? null,
};
