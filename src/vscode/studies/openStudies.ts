import { randomUUID } from 'node:crypto';
import * as vscode from 'vscode';
import { Disposables, type Disposable } from '../../common/disposables.ts';
import { CollectedJudgments } from '../../model/evaluation/files/collectedJudgments.ts';
import { judgmentReader } from '../../model/evaluation/files/judgmentReader.ts';
import { parseStudy } from '../../model/evaluation/study/parseStudy.ts';
import type { ParsedStudy } from '../../model/evaluation/study/study.ts';
import { environmentNameResolver } from '../../model/notebook/environmentNameResolver.ts';
import { StudySession, type StudySessionDeps } from '../../services/studies/studySession.ts';
import type { Environments } from '../../services/environments/environments.ts';
import { StudyFile } from './studyFile.ts';

/** The sessions of open studies, one for each file regardless of its views. */
export class OpenStudies implements Disposable {
  readonly #deps: OpenStudiesDeps;
  readonly #resources = new Disposables();
  readonly #sessions = new Map<string, StudySession>();
  /** The text that each session has: a file without an editor can change unnoticed. */
  readonly #texts = new Map<string, string>();

  constructor(deps: OpenStudiesDeps) {
    this.#deps = deps;
    this.#resources.own(
      vscode.workspace.onDidChangeTextDocument(({ document }) =>
        this.#update(document.uri.toString(), document.getText()),
      ),
    );
  }

  /** Returns the session of a study, with this text. */
  session(uri: vscode.Uri, text: string): StudySession {
    const key = uri.toString();
    const open = this.#sessions.get(key);
    if (open) {
      if (this.#texts.get(key) !== text) this.#update(key, text);
      return open;
    }
    this.#texts.set(key, text);
    const { folder, runQuery, explain, calculate, missingIds } = this.#deps;
    const session = new StudySession(this.parse(text), {
      runQuery,
      explain,
      calculate,
      missingIds,
      store: new StudyFile(folder, uri),
      moreJudgments: ({ judgmentsFile }) => readJudgments(uri, judgmentsFile),
      newId: randomUUID,
      now: Date.now,
    });
    this.#sessions.set(key, session);
    return session;
  }

  #update(key: string, text: string): void {
    const session = this.#sessions.get(key);
    if (!session) return;
    this.#texts.set(key, text);
    session.update(this.parse(text));
  }

  parse(text: string): ParsedStudy {
    return parseStudy(text, environmentNameResolver(this.#deps.environments));
  }

  dispose(): void {
    this.#resources.dispose();
    for (const session of this.#sessions.values()) session.dispose();
    this.#sessions.clear();
  }
}

export type OpenStudiesDeps = {
  readonly environments: Pick<Environments, 'byName' | 'byId'>;
  readonly runQuery: StudySessionDeps['runQuery'];
  readonly explain: StudySessionDeps['explain'];
  readonly calculate: StudySessionDeps['calculate'];
  readonly missingIds: StudySessionDeps['missingIds'];
  /** Where runs are stored. */
  readonly folder: vscode.Uri;
};

/** Reads the judgments of another file, with the lines that cannot be read. */
async function readJudgments(
  study: vscode.Uri,
  name: string,
): Promise<CollectedJudgments | undefined> {
  if (name === '') return undefined;
  const file = vscode.Uri.joinPath(study, '..', name);
  const found = new CollectedJudgments();
  const reader = judgmentReader(file.path, found);
  const text = new TextDecoder().decode(await vscode.workspace.fs.readFile(file));
  for (const [at, line] of text.split('\n').entries()) reader.read(line, at + 1);
  reader.end();
  return found;
}
