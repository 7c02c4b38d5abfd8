import { parseArgs } from 'node:util';
import { Failure } from '../common/failure.ts';

export type Command =
  | { readonly kind: 'help' }
  | { readonly kind: 'version' }
  | {
      readonly kind: 'serve';
      readonly dataFolder: string;
      /** 0 lets the system choose. */
      readonly port: number;
      readonly samplesFolder?: string;
      /** Without it the engine stays until it is ended. */
      readonly idleMinutes?: number;
    }
  | {
      readonly kind: 'sample';
      readonly dataFolder: string;
      readonly names: readonly string[];
      readonly samplesFolder?: string;
    };

export const help = `vectorscope engine: a vector database on this machine that speaks Pinecone's API

  engine.js serve --data DIR [--port N] [--samples DIR] [--idle-minutes N]
  engine.js sample NAME... --data DIR [--samples DIR]
  engine.js --help | --version

serve    Answers on http://127.0.0.1:PORT, and prints one line of JSON with url, pid and version once it does.
         Clients send the key in the header Api-Key: VECTORSCOPE_ENGINE_KEY if that is set, else the one in
         DIR/engine.key, which is made where it is missing. Ends cleanly on SIGTERM and SIGINT.
sample   Creates bundled sample indexes while no engine has the folder open.

  --data DIR          the folder that holds everything; one engine at a time
  --port N            where to listen; a free port if it is not given
  --samples DIR       the bundled samples
  --idle-minutes N    end after so many minutes without a request

Exit codes: 0 done, 1 failed, 2 wrong arguments, 3 another engine has the folder, 4 the catalog is damaged,
5 this Node is older than 22.16.
`;

/** What the arguments ask for. Throws `badInput` that says what is wrong with them. */
export function readCommand(args: readonly string[]): Command {
  const { values, positionals } = parse(args);
  if (values.help) return { kind: 'help' };
  if (values.version) return { kind: 'version' };
  const [kind, ...names] = positionals;
  if (kind !== 'serve' && kind !== 'sample')
    throw new Failure('badInput', `Expected serve or sample, not ${kind ?? 'nothing'}`);
  if (values.data === undefined || values.data === '')
    throw new Failure('badInput', 'Say with --data where the data is kept');
  const common = {
    dataFolder: values.data,
    ...(values.samples === undefined ? {} : { samplesFolder: values.samples }),
  };
  if (kind === 'sample') {
    if (names.length === 0) throw new Failure('badInput', 'Name at least one sample');
    return { kind, names, ...common };
  }
  if (names.length > 0) throw new Failure('badInput', `Unexpected argument ${names[0]}`);
  const idleMinutes = values['idle-minutes'];
  return {
    kind,
    port: values.port === undefined ? 0 : readNumber('--port', values.port, /^\d+$/, 65_535),
    ...(idleMinutes === undefined
      ? {}
      : { idleMinutes: readNumber('--idle-minutes', idleMinutes, /^\d*\.?\d+$/, 10_000) }),
    ...common,
  };
}

function parse(args: readonly string[]): {
  values: Partial<Record<'data' | 'port' | 'samples' | 'idle-minutes', string>> &
    Partial<Record<'help' | 'version', boolean>>;
  positionals: string[];
} {
  try {
    return parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        data: { type: 'string' },
        port: { type: 'string' },
        samples: { type: 'string' },
        'idle-minutes': { type: 'string' },
        help: { type: 'boolean' },
        version: { type: 'boolean' },
      },
    });
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    throw new Failure('badInput', message, { cause: error });
  }
}

function readNumber(option: string, text: string, pattern: RegExp, max: number): number {
  const value = Number(text);
  if (pattern.test(text) && value <= max) return value;
  throw new Failure('badInput', `${option} must be a number up to ${max}, not ${text}`);
}
