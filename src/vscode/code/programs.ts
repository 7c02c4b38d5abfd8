import type * as vscode from 'vscode';
import {
  findPineconeCode,
  type PineconeCode,
  type ProgramLanguage,
} from '../../model/code/pineconeCode.ts';

/** Returns the language of a program; `undefined` for other documents and very long ones. */
export function programLanguage(document: vscode.TextDocument): ProgramLanguage | undefined {
  const language = languages[document.languageId];
  return language !== undefined && document.getText().length <= maxLength ? language : undefined;
}

const languages: Readonly<Record<string, ProgramLanguage>> = {
  typescript: 'typescript',
  typescriptreact: 'typescript',
  javascript: 'typescript',
  javascriptreact: 'typescript',
  python: 'python',
};

/** Ids of the languages in which uses of Pinecone are found. */
export const programLanguages = Object.keys(languages);

/** Longer programs are generated. */
const maxLength = 500_000;

/** Returns the uses of Pinecone's client in a document. */
export function codeOf(document: vscode.TextDocument): PineconeCode | undefined {
  const language = programLanguage(document);
  return language && findPineconeCode(document.getText(), language);
}
