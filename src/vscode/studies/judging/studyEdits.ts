import * as vscode from 'vscode';
import { Failure } from '../../../common/failure.ts';
import { judgmentEdits } from '../../../model/evaluation/study/judgmentLines.ts';
import type { TextEdit } from '../../../model/notebook/textLines.ts';

/** Changes the text of a study, one change after the other. Saves each, unless the study had changes that were not saved. */
export class StudyEdits {
  readonly #uri: vscode.Uri;
  #last: Promise<unknown> = Promise.resolve();

  constructor(uri: vscode.Uri) {
    this.#uri = uri;
  }

  /** Gives a record a grade, or takes it away. */
  judge(question: string, record: string, grade: number | undefined): Promise<void> {
    return this.apply((text) => judgmentEdits(text, question, record, grade));
  }

  /** Applies the edits of the text as it is then. */
  apply(editsOf: (text: string) => readonly TextEdit[]): Promise<void> {
    const done = this.#last.then(() => this.#apply(editsOf));
    this.#last = done.catch(() => undefined);
    return done;
  }

  async #apply(editsOf: (text: string) => readonly TextEdit[]): Promise<void> {
    const document = await vscode.workspace.openTextDocument(this.#uri);
    const edits = editsOf(document.getText());
    if (edits.length === 0) return;
    const wasDirty = document.isDirty;
    const change = new vscode.WorkspaceEdit();
    for (const { start, end, replacement } of edits) {
      const range = new vscode.Range(document.positionAt(start), document.positionAt(end));
      change.replace(document.uri, range, replacement);
    }
    const isDone = await vscode.workspace.applyEdit(change);
    if (isDone && (wasDirty || (await document.save()))) return;
    throw new Failure(
      'conflict',
      vscode.l10n.t('The study could not be changed: is it read-only?'),
    );
  }
}
