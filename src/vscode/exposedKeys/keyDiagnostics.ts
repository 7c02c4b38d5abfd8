import * as vscode from 'vscode';
import { Disposables, type Disposable } from '../../common/disposables.ts';
import { commands } from '../ids.ts';
import type { ExposedKey, SettingsKeys } from './settingsKeys.ts';

const code = 'vectorscope.exposedKey';

/** Marks keys in open settings files as problems, with a fix that removes them. Messages contain no part of a key. */
export function registerKeyDiagnostics(
  keys: Pick<SettingsKeys, 'all' | 'onDidChange'>,
): Disposable {
  const resources = new Disposables();
  const diagnostics = resources.own(vscode.languages.createDiagnosticCollection('vectorscope'));
  const check = (document: vscode.TextDocument): void => {
    if (isSettings(document)) diagnostics.set(document.uri, marksOf(document, keys.all()));
  };
  const checkAll = (): void => vscode.workspace.textDocuments.forEach(check);
  resources.own(vscode.workspace.onDidOpenTextDocument(check));
  resources.own(vscode.workspace.onDidChangeTextDocument(({ document }) => check(document)));
  resources.own(vscode.workspace.onDidCloseTextDocument(({ uri }) => diagnostics.delete(uri)));
  resources.own(keys.onDidChange(checkAll));
  resources.own(
    vscode.languages.registerCodeActionsProvider(
      [{ pattern: '**/settings.json' }, { pattern: '**/*.code-workspace' }],
      { provideCodeActions: (_document, _range, context) => fixesOf(context, keys.all()) },
      { providedCodeActionKinds: [vscode.CodeActionKind.QuickFix] },
    ),
  );
  checkAll();
  return resources;
}

function isSettings({ uri }: vscode.TextDocument): boolean {
  return uri.scheme !== 'git' && /\/settings\.json$|\.code-workspace$/.test(uri.path);
}

/** Returns a diagnostic for each place where one of the keys is a value. */
function marksOf(
  document: vscode.TextDocument,
  keys: readonly ExposedKey[],
): readonly vscode.Diagnostic[] {
  const text = document.getText();
  const values = new Set(keys.map(({ key }) => JSON.stringify(key.reveal())));
  return [...values].flatMap((value) =>
    placesOf(value, text).map((at) => {
      const range = new vscode.Range(
        document.positionAt(at),
        document.positionAt(at + value.length),
      );
      const mark = new vscode.Diagnostic(
        range,
        vscode.l10n.t(
          'A key in a settings file can be read by others: remove it from the file and rotate it.',
        ),
      );
      mark.source = 'Vectorscope';
      mark.code = code;
      return mark;
    }),
  );
}

function placesOf(value: string, text: string): readonly number[] {
  const places: number[] = [];
  for (let at = text.indexOf(value); at !== -1; at = text.indexOf(value, at + value.length))
    places.push(at);
  return places;
}

function fixesOf(
  { diagnostics }: vscode.CodeActionContext,
  keys: readonly ExposedKey[],
): vscode.CodeAction[] {
  const marks = diagnostics.filter((mark) => mark.code === code);
  const [first] = keys;
  if (marks.length === 0 || first === undefined) return [];
  const title = vscode.l10n.t('Remove the keys from the settings');
  const fix = new vscode.CodeAction(title, vscode.CodeActionKind.QuickFix);
  fix.diagnostics = marks;
  fix.isPreferred = true;
  fix.command = { command: commands.removeExposedKeys, title };
  return [fix];
}
