import { parseArgs } from 'node:util';
import { Failure } from '../../common/failure.ts';
import { helpTopics, type HelpTopic } from './help.ts';

/** Parses the arguments. Throws `badInput` that names the wrong argument. */
export function readCommand(args: readonly string[]): Command {
  const { values, positionals } = parse(args);
  const [kind, ...names] = positionals;
  if (values.help || kind === 'help') return helpCommand(kind === 'help' ? names[0] : kind);
  if (values.version) return { kind: 'version' };
  if (kind !== 'serve' && kind !== 'sample')
    throw new Failure('badInput', `Expected serve or sample, not ${kind ?? 'nothing'}`);
  const samples = values.samples === undefined ? {} : { samplesFolder: values.samples };
  if (values['accept-any-key'] && !values.ephemeral)
    throw new Failure('badInput', '--accept-any-key needs --ephemeral: stored data needs its key');
  if (kind === 'sample') {
    if (values.ephemeral) throw new Failure('badInput', 'Only serve has --ephemeral');
    const dataFolder = readDataFolder(values);
    if (names.length === 0) throw new Failure('badInput', 'Name at least one sample');
    return { kind, names, dataFolder, ...samples };
  }
  if (values.ephemeral && values.data !== undefined)
    throw new Failure('badInput', '--ephemeral makes its own folder: leave --data out');
  const folder = values.ephemeral ? {} : { dataFolder: readDataFolder(values) };
  if (names.length > 0) throw new Failure('badInput', `Unexpected argument ${names[0]}`);
  const keys = values['accept-any-key'] ? { acceptsAnyKey: true } : {};
  return { kind, ...readServeOptions(values), ...folder, ...samples, ...keys };
}

/** A parsed command of the engine's command line. */
export type Command =
  | { readonly kind: 'help'; readonly about?: HelpTopic }
  | { readonly kind: 'version' }
  | ServeCommand
  | SampleCommand;

export type ServeCommand = {
  readonly kind: 'serve';
  /** Absent: a temporary folder, which is deleted when the engine stops. */
  readonly dataFolder?: string;
  /** 0 selects a free port. */
  readonly port: number;
  readonly samplesFolder?: string;
  /** Folders of embedding models, and folders that hold such folders. */
  readonly modelsFolders?: readonly string[];
  /** The file that lists the indexes which the engine has from the start. */
  readonly indexesFile?: string;
  /** Absent: the engine never stops by itself. */
  readonly idleMinutes?: number;
  /** Memory for float vectors, beside their quantized codes. */
  readonly vectorMemoryBytes?: number;
  /** The share of requests rejected with 429. */
  readonly throttledShare?: number;
  /** The delay after which reads see a write. */
  readonly freshnessDelayMs?: number;
  /** Whether hosted models are simulated. */
  readonly simulatesModels?: boolean;
  /** Whether every key is accepted. Only without a data folder. */
  readonly acceptsAnyKey?: boolean;
};

export type SampleCommand = {
  readonly kind: 'sample';
  readonly dataFolder: string;
  readonly names: readonly string[];
  readonly samplesFolder?: string;
};

type Option =
  | 'data'
  | 'port'
  | 'samples'
  | 'indexes'
  | 'idle-minutes'
  | 'vector-memory'
  | 'simulate-429'
  | 'freshness-delay';

type Flag = 'ephemeral' | 'simulate-models' | 'accept-any-key' | 'help' | 'version';

type Values = Partial<Record<Option, string>> &
  Partial<Record<Flag, boolean>> & {
    readonly models?: string[];
  };

const mib = 1024 * 1024;

const whole = /^\d+$/;
const decimal = /^\d*\.?\d+$/;

function readDataFolder({ data }: Values): string {
  if (data !== undefined && data !== '') return data;
  throw new Failure('badInput', 'Name the data folder with --data');
}

function readServeOptions(values: Values): Omit<ServeCommand, 'kind' | 'dataFolder'> {
  const { port, 'idle-minutes': idleMinutes, 'vector-memory': memory } = values;
  const { 'simulate-429': throttledShare, 'freshness-delay': delayMs } = values;
  return {
    ...(values.models === undefined ? {} : { modelsFolders: values.models }),
    ...(values['simulate-models'] ? { simulatesModels: true } : {}),
    ...(values.indexes === undefined ? {} : { indexesFile: values.indexes }),
    port: port === undefined ? 0 : readNumber('--port', port, whole, 65_535),
    ...(idleMinutes === undefined
      ? {}
      : { idleMinutes: readNumber('--idle-minutes', idleMinutes, decimal, 10_000) }),
    ...(memory === undefined
      ? {}
      : { vectorMemoryBytes: mib * readNumber('--vector-memory', memory, whole, 1_000_000) }),
    ...(throttledShare === undefined
      ? {}
      : { throttledShare: readNumber('--simulate-429', throttledShare, decimal, 1) }),
    ...(delayMs === undefined
      ? {}
      : { freshnessDelayMs: readNumber('--freshness-delay', delayMs, whole, 600_000) }),
  };
}

function helpCommand(command: string | undefined): Command {
  const about = helpTopics.find((topic) => topic === command);
  if (command === undefined || about !== undefined)
    return { kind: 'help', ...(about === undefined ? {} : { about }) };
  throw new Failure('badInput', `Expected ${helpTopics.join(' or ')}, not ${command}`);
}

function parse(args: readonly string[]): { values: Values; positionals: string[] } {
  try {
    return parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        data: { type: 'string' },
        port: { type: 'string' },
        samples: { type: 'string' },
        models: { type: 'string', multiple: true },
        indexes: { type: 'string' },
        'idle-minutes': { type: 'string' },
        'vector-memory': { type: 'string' },
        'simulate-429': { type: 'string' },
        'freshness-delay': { type: 'string' },
        ephemeral: { type: 'boolean' },
        'simulate-models': { type: 'boolean' },
        'accept-any-key': { type: 'boolean' },
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
