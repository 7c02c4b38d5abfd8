import type { CodeLanguage } from '../../src/model/connectionCode/codeLanguages.ts';

/** What each program does, in this order. */
export const steps = [
  'create',
  'wait',
  'upsert',
  'query',
  'fetch',
  'update',
  'list',
  'namespaces',
  'delete',
  'records',
  'tutorial',
  'copied code',
] as const;

export type StepName = (typeof steps)[number];

/** A program and its arguments, in the folder it runs in. */
export type Command = {
  readonly file: string;
  readonly args: readonly string[];
  readonly folder: string;
};

/** A client or framework in one version, and the program that uses it. */
export type ClientCase = {
  /** The language of an official client, or the name of a framework. */
  readonly language: string;
  readonly client: string;
  readonly version: string;
  readonly transport: string;
  /** The programs of the language that must be on the machine. */
  readonly needs: readonly string[];
  /** Installs the client into a folder of its own and builds the program. Throws `NotInstalled` or `NotBuilt`. */
  prepare(folder: string, signal: AbortSignal): Promise<Command>;
  /** Runs the code that *Copy Connection Code* copies, if this is the client that the code is for. */
  readonly copied?: CopiedCode;
};

export type CopiedCode = {
  readonly language: CodeLanguage;
  /** Writes the code as it is into the folder that `prepare` has filled. */
  prepare(folder: string, code: string): Promise<Command>;
};

/** The result of one step: it passed, the client does not have it, or it failed. */
export type StepResult =
  | { readonly kind: 'passed' }
  | { readonly kind: 'absent'; readonly reason: string }
  | { readonly kind: 'failed'; readonly reason: string };

export type CaseResult =
  | { readonly kind: 'ran'; readonly steps: ReadonlyMap<string, StepResult> }
  | { readonly kind: 'skipped'; readonly reason: string };

/** The packages of a client could not be had: its registry did not answer, or it took too long. */
export class NotInstalled extends Error {}

/** The program of a client does not compile. */
export class NotBuilt extends Error {}
