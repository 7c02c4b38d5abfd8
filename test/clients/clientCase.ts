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
] as const;

export type StepName = (typeof steps)[number];

/** A program and its arguments, in the folder it runs in. */
export type Command = {
  readonly file: string;
  readonly args: readonly string[];
  readonly folder: string;
};

/** An official client in one version, and the program that uses it. */
export type ClientCase = {
  readonly language: string;
  readonly client: string;
  readonly version: string;
  readonly transport: string;
  /** The programs of the language that must be on the machine. */
  readonly needs: readonly string[];
  /** Installs the client into a folder of its own and builds the program. Throws `NotInstalled`. */
  prepare(folder: string, signal: AbortSignal): Promise<Command>;
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
