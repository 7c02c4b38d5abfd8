/** The languages of *Copy Connection Code*. */
export const codeLanguages = [
  'typescript',
  'python',
  'go',
  'java',
  'csharp',
  'rust',
  'curl',
] as const;

export type CodeLanguage = (typeof codeLanguages)[number];

/** The languages' names for people. */
export const codeLanguageNames: Readonly<Record<CodeLanguage, string>> = {
  typescript: 'TypeScript',
  python: 'Python',
  go: 'Go',
  java: 'Java',
  csharp: 'C#',
  rust: 'Rust',
  curl: 'cURL',
};
