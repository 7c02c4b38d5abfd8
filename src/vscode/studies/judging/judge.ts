import * as vscode from 'vscode';
import { Failure } from '../../../common/failure.ts';
import { shownQuestion } from '../../../model/evaluation/study/askOptions.ts';
import {
  addQuestion,
  questionAsking,
  type Asked,
} from '../../../model/evaluation/study/questionLines.ts';
import { printStudy } from '../../../model/evaluation/study/printStudy.ts';
import type { Study } from '../../../model/evaluation/study/study.ts';
import type { Binding, Notebook, QueryCell } from '../../../model/notebook/cell.ts';
import { defaultNamespace } from '../../../model/vectorIndex.ts';
import type { CellRun } from '../../../protocol/notebook.ts';
import { effectiveBinding } from '../../../services/queries/cellBinding.ts';
import { askedOf, pooledHits } from '../../../services/studies/cellQuestion.ts';
import { QuestionIds, studyOfNotebook } from '../../../services/studies/newStudy.ts';
import type { OpenStudies } from '../openStudies.ts';
import { StudyEdits } from './studyEdits.ts';
import type { JudgedQuestion } from './judgedQuestion.ts';
import { pickQuestion, pickStudy } from './pickQuestion.ts';

export type CellToJudge = {
  readonly notebook: vscode.Uri;
  readonly content: Notebook;
  readonly runs: Readonly<Record<string, CellRun>>;
  readonly cell: QueryCell;
};

/** Finds the study and the question that records are judged for in a notebook or a list of records. */
export class Judge {
  readonly #studies: OpenStudies;

  constructor(studies: OpenStudies) {
    this.#studies = studies;
  }

  /**
   * Returns the question of a cell in the study that lies beside the notebook under its name. Makes the study, and adds
   * the question, if they are missing. Cells that ask the same share their hits. Throws `badInput` for a notebook that
   * is not saved, and for a cell that asks another index than the study.
   */
  async ofCell({ notebook, content, runs, cell }: CellToJudge): Promise<JudgedQuestion> {
    if (notebook.scheme === 'untitled')
      throw new Failure(
        'badInput',
        vscode.l10n.t('Save the notebook first: its judgments are in a study beside it'),
      );
    const asked = askedOf(cell);
    if (!asked)
      throw new Failure('badInput', vscode.l10n.t('Fill in what the cell asks, and run it first'));
    const binding = effectiveBinding(cell, content.binding);
    const uri = notebook.with({ path: `${notebook.path.replace(/\.vecnb$/, '')}.vecstudy` });
    await createStudy(uri, () => studyOfNotebook({ ...content, binding }));
    return this.#question(uri, binding, asked, cell.name, pooledHits(content.cells, runs, cell));
  }

  /** Returns the question that the user chooses in a study of the index, or `undefined`. */
  async ofRecords(place: Binding, ids: readonly string[]): Promise<JudgedQuestion | undefined> {
    const uri = await pickStudy(this.#studies, place);
    const asked = uri && (await pickQuestion(await this.#study(uri)));
    return asked && this.#question(uri, place, asked, '', ids);
  }

  async #question(
    uri: vscode.Uri,
    place: Binding,
    asked: Asked,
    name: string,
    records: readonly string[],
  ): Promise<JudgedQuestion> {
    const study = await this.#study(uri);
    checkPlace(study, place);
    const edits = new StudyEdits(uri);
    const known = questionAsking(study, asked);
    const text = shownQuestion(asked);
    const ids = new QuestionIds(study.questions.map(({ id }) => id));
    const id = known?.id ?? ids.idOf(name === '' ? text : name);
    if (!known) await edits.apply((before) => [addQuestion(before, id, asked)]);
    const document = await vscode.workspace.openTextDocument(uri);
    const session = this.#studies.session(uri, document.getText());
    return { uri, id, asked: text, session, edits, records };
  }

  async #study(uri: vscode.Uri): Promise<Study> {
    const document = await vscode.workspace.openTextDocument(uri);
    const parsed = this.#studies.parse(document.getText());
    if (parsed.isValid) return parsed.study;
    const [problem] = parsed.problems;
    throw new Failure(
      'badInput',
      vscode.l10n.t(
        '“{0}” is not a valid study. Line {1}: {2}',
        uri.path.split('/').at(-1) ?? '',
        (problem?.line ?? 0) + 1,
        problem?.message ?? '',
      ),
    );
  }
}

async function createStudy(uri: vscode.Uri, make: () => Study): Promise<void> {
  try {
    await vscode.workspace.fs.stat(uri);
  } catch {
    await vscode.workspace.fs.writeFile(uri, new TextEncoder().encode(printStudy(make())));
  }
}

function checkPlace({ binding }: Study, place: Binding): void {
  const isSame =
    binding.environment === place.environment &&
    binding.index === place.index &&
    (binding.namespace || defaultNamespace) === (place.namespace || defaultNamespace);
  if (isSame) return;
  throw new Failure(
    'badInput',
    vscode.l10n.t(
      'The study asks “{0}”, and these records are of “{1}”',
      binding.index,
      place.index,
    ),
  );
}
