import { parseArgs } from 'node:util';
import { Failure } from '../../common/failure.ts';

/** Parses the arguments. Throws `badInput` that names the wrong argument. */
export function readNotebookCommand(args: readonly string[]): NotebookCommand {
  const { values, positionals } = parse(args);
  const [kind, file, extra] = positionals;
  if (values.help || kind === 'help') return { kind: 'help' };
  if (kind !== 'run') throw new Failure('badInput', `Expected run, not ${kind ?? 'nothing'}`);
  if (file === undefined) throw new Failure('badInput', 'run needs a notebook: a file .vecnb');
  if (extra !== undefined) throw new Failure('badInput', `Unexpected argument ${extra}`);
  const { json, junit, settings, set = [] } = values;
  return {
    kind: 'run',
    file,
    ...(json !== undefined && { json }),
    ...(junit !== undefined && { junit }),
    ...(settings !== undefined && { settings }),
    parameters: readParameters(set),
  };
}

/** A parsed command of the notebook's command line. */
export type NotebookCommand = { readonly kind: 'help' } | NotebookRunCommand;

export type NotebookRunCommand = {
  readonly kind: 'run';
  readonly file: string;
  readonly json?: string;
  readonly junit?: string;
  /** A file of VS Code's settings with addresses and models. */
  readonly settings?: string;
  /** Parameters by name, which replace those of the notebook. */
  readonly parameters: ReadonlyMap<string, string>;
};

/** How the program is called. */
export const notebookHelp = `vectorscope notebook: runs the cells of a notebook and checks their assertions

  notebook.js run FILE [--settings FILE] [--set NAME=VALUE]... [--json FILE] [--junit FILE]
  notebook.js --help

  FILE            a notebook: a file .vecnb
  --settings FILE takes the address of the environment, embedding providers and models from a file of VS Code's
                  settings, such as .vscode/settings.json; keys are never in it
  --set NAME=VALUE  replaces a parameter of the notebook
  --json FILE     writes the results as JSON
  --junit FILE    writes a test case for each assertion, and for each cell without one, as JUnit XML

  PINECONE_API_KEY            the key; it is taken from this variable only
  PINECONE_CONTROLLER_HOST    the address of another service with Pinecone's API, such as the engine's
  VECTORSCOPE_KEY_NAME        the key of the embedding provider “name” of the settings: VECTORSCOPE_KEY_OPENAI

All cells run in the one project that the key opens. Map cells are left out.

Exit codes: 0 done, 1 an assertion is not met, 2 wrong arguments or a file that cannot be read, 3 a cell failed.

Needs Node 22 and nothing else: no VS Code.
`;

function readParameters(set: readonly string[]): ReadonlyMap<string, string> {
  return new Map(
    set.map((text) => {
      const at = text.indexOf('=');
      if (at > 0) return [text.slice(0, at).trim(), text.slice(at + 1)];
      throw new Failure('badInput', `--set takes NAME=VALUE, not ${text}`);
    }),
  );
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        json: { type: 'string' },
        junit: { type: 'string' },
        settings: { type: 'string' },
        set: { type: 'string', multiple: true },
        help: { type: 'boolean' },
      },
    });
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    throw new Failure('badInput', message, { cause: error });
  }
}
