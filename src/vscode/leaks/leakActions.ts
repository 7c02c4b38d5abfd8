import * as vscode from 'vscode';
import { isListed } from '../../model/keys/gitignore.ts';
import { fixableLanguage, readFromEnvironment } from '../../model/keys/readFromEnvironment.ts';
import { commands } from '../ids.ts';
import { readGitignore } from './ignoreFile.ts';
import { LeakMark } from './leakMarks.ts';

/** Offers what can be done about a marked key. The commands get its place, never the key. */
export class LeakActions implements vscode.CodeActionProvider {
  async provideCodeActions(
    document: vscode.TextDocument,
    _range: vscode.Range,
    { diagnostics }: vscode.CodeActionContext,
  ): Promise<vscode.CodeAction[]> {
    const marks = diagnostics.filter((one) => one instanceof LeakMark);
    const [mark] = marks;
    if (mark === undefined) return [];
    const { uri } = document;
    return [
      ...(canMove(document, mark)
        ? [
            action(
              vscode.l10n.t('Move to SecretStorage and Read from the Environment'),
              mark,
              commands.moveKeyToSecretStorage,
              { uri, range: mark.range },
            ),
          ]
        : []),
      ...((await canIgnore(uri))
        ? [action(vscode.l10n.t('Add to .gitignore'), mark, commands.ignoreFile, { uri })]
        : []),
      action(
        vscode.l10n.t('Rotate This Key'),
        mark,
        commands.rotateKey,
        mark.owner === undefined ? 'unknownKey' : { id: mark.owner },
      ),
    ];
  }
}

function canMove(document: vscode.TextDocument, { range, isMovable }: LeakMark): boolean {
  const language = fixableLanguage(document.uri.path);
  if (!isMovable || language === undefined || range.isEmpty) return false;
  const place = { start: document.offsetAt(range.start), end: document.offsetAt(range.end) };
  return readFromEnvironment(language, document.getText(), place, '') !== undefined;
}

/** Programs belong into Git: only files of settings and data are offered. */
async function canIgnore(uri: vscode.Uri): Promise<boolean> {
  const language = fixableLanguage(uri.path);
  if (language !== undefined && language !== 'dotenv') return false;
  const file = await readGitignore(uri);
  return file !== undefined && !isListed(file.text, file.path);
}

function action(
  title: string,
  mark: LeakMark,
  command: string,
  argument: object | string,
): vscode.CodeAction {
  const fix = new vscode.CodeAction(title, vscode.CodeActionKind.QuickFix);
  fix.diagnostics = [mark];
  fix.command = { command, title, arguments: [argument] };
  return fix;
}
