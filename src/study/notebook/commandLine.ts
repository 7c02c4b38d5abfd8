import { parseArgs } from 'node:util';
import { Failure } from '../../common/failure.ts';

/** A parsed command of the notebook's command line. */
export type NotebookCommand = { readonly kind: 'help' } | NotebookRunCommand;

export type NotebookRunCommand = {
  readonly kind: 'run';
  readonly file: string;
  readonly json?: string;
  readonly junit?: string;
};

/** How the program is called. */
export const notebookHelp = `vectorscope notebook: runs the cells of a notebook and checks their assertions

  notebook.js run FILE [--json FILE] [--junit FILE]
  notebook.js --help

  FILE            a notebook: a file .vecnb
  --json FILE     writes the results as JSON
  --junit FILE    writes a test case for each assertion, and for each cell without one, as JUnit XML

  PINECONE_API_KEY            the key; it is taken from this variable only
  PINECONE_CONTROLLER_HOST    the address of another service with Pinecone's API, such as the engine's

All cells run in the one project that the key opens. Map cells are left out.

Exit codes: 0 done, 1 an assertion is not met, 2 wrong arguments or a file that cannot be read, 3 a cell failed.

Needs Node 22 and nothing else: no VS Code.
`;

/** Parses the arguments. Throws `badInput` that names the wrong argument. */
export function readNotebookCommand(args: readonly string[]): NotebookCommand {
  const { values, positionals } = parse(args);
  const [kind, file, extra] = positionals;
  if (values.help || kind === 'help') return { kind: 'help' };
  if (kind !== 'run') throw new Failure('badInput', `Expected run, not ${kind ?? 'nothing'}`);
  if (file === undefined) throw new Failure('badInput', 'run needs a notebook: a file .vecnb');
  if (extra !== undefined) throw new Failure('badInput', `Unexpected argument ${extra}`);
  const { json, junit } = values;
  return {
    kind: 'run',
    file,
    ...(json !== undefined && { json }),
    ...(junit !== undefined && { junit }),
  };
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        json: { type: 'string' },
        junit: { type: 'string' },
        help: { type: 'boolean' },
      },
    });
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    throw new Failure('badInput', message, { cause: error });
  }
}
