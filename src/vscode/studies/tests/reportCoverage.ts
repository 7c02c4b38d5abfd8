import * as vscode from 'vscode';
import type { QuestionCoverage } from '../../../services/studies/judgmentCoverage.ts';

/** How far the hits of a study are judged: a question is a statement, and each of its first hits a branch of it. */
export class JudgmentCoverage extends vscode.FileCoverage {
  /** At the lines of the questions. */
  readonly details: readonly vscode.StatementCoverage[];

  constructor(uri: vscode.Uri, questions: readonly QuestionCoverage[]) {
    const isWhole = ({ hits }: QuestionCoverage): boolean => hits.every((hit) => hit.isJudged);
    const hits = questions.flatMap((one) => one.hits);
    super(
      uri,
      new vscode.TestCoverageCount(questions.filter(isWhole).length, questions.length),
      new vscode.TestCoverageCount(hits.filter((hit) => hit.isJudged).length, hits.length),
    );
    this.details = questions.map((one) => {
      const place = new vscode.Position(one.line, 0);
      const branches = one.hits.map(
        ({ id, isJudged }) => new vscode.BranchCoverage(isJudged, place, id),
      );
      return new vscode.StatementCoverage(isWhole(one), place, branches);
    });
  }
}
