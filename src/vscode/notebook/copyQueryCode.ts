import * as vscode from 'vscode';
import { codeLanguageNames, type CodeLanguage } from '../../model/connectionCode/codeLanguages.ts';
import { connectionCode } from '../../model/connectionCode/connectionCode.ts';
import type { QueryCell } from '../../model/notebook/cell.ts';
import type { Connections } from '../../services/environments/connections.ts';
import { findProjectConnection } from '../../services/environments/programConnection.ts';
import { programQuery } from '../../services/queries/shownRequests.ts';
import type { OpenNotebook } from './openNotebook.ts';

/** Copies a program that sends the query of a cell. It reads the key from the variable PINECONE_API_KEY. */
export async function copyQueryCode(
  notebook: OpenNotebook,
  connections: Pick<Connections, 'endpoint'>,
  cell: QueryCell,
  language: CodeLanguage,
  signal: AbortSignal,
): Promise<void> {
  const prepared = await notebook.prepare(cell, signal);
  const { place } = await findProjectConnection(connections, prepared.environment, signal);
  const code = connectionCode(language, { ...place, query: programQuery(prepared) });
  await vscode.env.clipboard.writeText(code);
  const message = vscode.l10n.t(
    'Copied the query as {0}. It reads the key from the variable PINECONE_API_KEY.',
    codeLanguageNames[language],
  );
  void vscode.window.showInformationMessage(message);
}
