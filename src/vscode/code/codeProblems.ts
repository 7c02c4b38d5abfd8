import * as vscode from 'vscode';
import type { CodeRange, PineconeCode, VectorUse } from '../../model/code/pineconeCode.ts';
import { commands } from '../ids.ts';
import type { KnownIndexes } from './knownIndexes.ts';
import { programLanguage } from './programs.ts';

/** A text that replaces a range, with its title. */
type Replacement = { readonly title: string; readonly range: vscode.Range; readonly text: string };

/** A problem of a program, with the fixes for it. */
class CodeProblem extends vscode.Diagnostic {
  readonly fixes: readonly Replacement[];
  readonly offersIndex: boolean;

  constructor(
    range: vscode.Range,
    message: string,
    fixes: readonly Replacement[],
    offersIndex = false,
  ) {
    super(range, message, vscode.DiagnosticSeverity.Warning);
    this.source = 'Vectorscope';
    this.fixes = fixes;
    this.offersIndex = offersIndex;
  }
}

/** Returns the problems of a program: unknown indexes, wrong dimensions, removed parameters. */
export function problemsOf(
  document: vscode.TextDocument,
  code: PineconeCode,
  indexes: KnownIndexes,
): readonly CodeProblem[] {
  const rangeOf = ({ start, end }: CodeRange): vscode.Range =>
    new vscode.Range(document.positionAt(start), document.positionAt(end));
  return [
    ...code.indexes
      .filter(({ name }) => indexes.isUnknown(name))
      .map((use) => unknownIndex(rangeOf(use), use.name, indexes.similar(use.name))),
    ...code.vectors.flatMap((use) => wrongDimension(document, use, rangeOf, indexes)),
    ...code.removed.map(({ removal, ...use }) => removedParameter(rangeOf(use), rangeOf(removal))),
  ];
}

function unknownIndex(range: vscode.Range, name: string, similar: readonly string[]): CodeProblem {
  const message = vscode.l10n.t('No environment has an index “{0}”.', name);
  const fixes = similar.map((text) => ({
    title: vscode.l10n.t('Change to “{0}”', text),
    range,
    text,
  }));
  return new CodeProblem(range, message, fixes, true);
}

/** A dimension is wrong if every index of the name has another one. */
function wrongDimension(
  document: vscode.TextDocument,
  use: VectorUse,
  rangeOf: (range: CodeRange) => vscode.Range,
  indexes: KnownIndexes,
): readonly CodeProblem[] {
  const known = indexes.named(use.index).map(({ index }) => index.dimension);
  const [dimension] = known;
  if (dimension === undefined || known.some((one) => one === undefined || one === use.dimension))
    return [];
  const message = vscode.l10n.t(
    'The vector has {0} values; the index “{1}” has dimension {2}.',
    use.dimension.toLocaleString('en'),
    use.index,
    dimension.toLocaleString('en'),
  );
  const count = use.count && rangeOf(use.count);
  const fix =
    count === undefined
      ? {
          title: vscode.l10n.t('Replace with {0} zeros', dimension.toLocaleString('en')),
          range: rangeOf(use),
          text: zeros(document, dimension),
        }
      : {
          title: vscode.l10n.t('Change to {0} values', dimension.toLocaleString('en')),
          range: count,
          text: String(dimension),
        };
  return [new CodeProblem(rangeOf(use), message, [fix])];
}

function zeros(document: vscode.TextDocument, dimension: number): string {
  return programLanguage(document) === 'python'
    ? `[0.0] * ${dimension}`
    : `new Array(${dimension}).fill(0)`;
}

function removedParameter(range: vscode.Range, removal: vscode.Range): CodeProblem {
  const message = vscode.l10n.t(
    'Pinecone’s clients have no parameter “environment” any more: the key names the project.',
  );
  const title = vscode.l10n.t('Remove “environment”');
  return new CodeProblem(range, message, [{ title, range: removal, text: '' }]);
}

/** Offers the fixes of problems. */
export class CodeFixes implements vscode.CodeActionProvider {
  provideCodeActions(
    document: vscode.TextDocument,
    _range: vscode.Range,
    { diagnostics }: vscode.CodeActionContext,
  ): vscode.CodeAction[] {
    return diagnostics
      .filter((one) => one instanceof CodeProblem)
      .flatMap((problem) => [
        ...problem.fixes.map((fix) => editAction(document, problem, fix)),
        ...(problem.offersIndex ? [createAction(problem)] : []),
      ]);
  }
}

function editAction(
  document: vscode.TextDocument,
  problem: CodeProblem,
  { title, range, text }: Replacement,
): vscode.CodeAction {
  const action = new vscode.CodeAction(title, vscode.CodeActionKind.QuickFix);
  action.diagnostics = [problem];
  action.edit = new vscode.WorkspaceEdit();
  action.edit.replace(document.uri, range, text);
  action.isPreferred = problem.fixes.length === 1;
  return action;
}

function createAction(problem: CodeProblem): vscode.CodeAction {
  const title = vscode.l10n.t('Create Index…');
  const action = new vscode.CodeAction(title, vscode.CodeActionKind.QuickFix);
  action.diagnostics = [problem];
  action.command = { command: commands.createIndex, title };
  return action;
}
