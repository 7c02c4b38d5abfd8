import { Disposables } from '../common/disposables.ts';
import { Failure } from '../common/failure.ts';
import { Secret } from '../common/secret.ts';
import {
  readCommand,
  type Command,
  type SampleCommand,
  type ServeCommand,
} from './cli/commandLine.ts';
import { engineVersion, packagePath } from './packaging/engineFiles.ts';
import { DataFolder } from './process/dataFolder.ts';
import { helpText } from './cli/help.ts';
import { LogRotation } from './process/logRotation.ts';
import { createSamples } from './cli/sampleCommand.ts';
import { serve } from './server/serve.ts';
import { stderrLog } from './process/stderrLog.ts';
import { TemporaryFolder } from './process/temporaryFolder.ts';
import { spawnStore, type StoreHandle } from './store/spawnStore.ts';

// The engine as a program. What it tells programs are lines of JSON on stdout; its log goes to stderr.

const exitCodes = { failed: 1, usage: 2, locked: 3, damaged: 4, unsupported: 5 } as const;

process.exitCode = await run(process.argv.slice(2));
// All is closed; a thread or a connection that hangs would keep the process alive for ever.
setTimeout(() => process.exit(), 3000).unref();

async function run(args: readonly string[]): Promise<number> {
  let command: Command;
  try {
    command = readCommand(args);
  } catch (error) {
    process.stderr.write(helpText());
    return fail('usage', error);
  }
  if (command.kind === 'help') return write(helpText(command.about));
  if (command.kind === 'version') return write(`${engineVersion()}\n`);
  if (!hasSqlite()) {
    const message = `Node ${process.version} has no usable node:sqlite: use 22.16 or newer`;
    return fail('unsupported', new Failure('unavailable', message));
  }
  // Removed from the environment at once: threads and child processes must not see it.
  const key = process.env['VECTORSCOPE_ENGINE_KEY'];
  delete process.env['VECTORSCOPE_ENGINE_KEY'];
  try {
    return await (command.kind === 'sample' ? sample(command) : serveUntilSignal(command, key));
  } catch (error) {
    return fail('failed', error);
  }
}

function sample(command: SampleCommand): Promise<number> {
  const { dataFolder, names } = command;
  const samplesFolder = samplesFolderOf(command);
  return withStore(dataFolder, {}, (_, { calls: store }) =>
    createSamples({ store, samplesFolder, names, onDone: writeLine }),
  );
}

async function serveUntilSignal(command: ServeCommand, key: string | undefined): Promise<number> {
  // A signal while the engine opens its data ends the process at once, unless it has a folder to delete.
  const signalled = command.dataFolder === undefined ? nextSignal() : undefined;
  const resources = new Disposables();
  try {
    const dataFolder = command.dataFolder ?? resources.own(new TemporaryFolder()).path;
    return await withStore(dataFolder, command, (folder, store) =>
      serve({
        folder,
        store,
        samplesFolder: samplesFolderOf(command),
        modelsFolders: command.modelsFolders ?? ownModels(),
        indexesFile: command.indexesFile,
        version: engineVersion(),
        key: key ? new Secret(key) : folder.key(),
        port: command.port,
        idleMinutes: command.idleMinutes,
        throttledShare: command.throttledShare ?? 0,
        simulatesModels: command.simulatesModels ?? false,
        isEphemeral: command.dataFolder === undefined,
        acceptsAnyKey: command.acceptsAnyKey ?? false,
        signalled: signalled ?? nextSignal(),
        log: stderrLog(new LogRotation(folder.path)),
        onReady: writeLine,
      }),
    );
  } finally {
    resources.dispose();
  }
}

/** Returns the folder of the models that come with the engine: the one file has none. */
function ownModels(): readonly string[] {
  const folder = packagePath('media/models');
  return folder === undefined ? [] : [folder];
}

/** Runs `work` with the store of a data folder and returns the exit code. Closes the store before it returns or throws. */
async function withStore(
  dataFolder: string,
  settings: Parameters<typeof spawnStore>[1],
  work: (folder: DataFolder, store: StoreHandle) => Promise<void>,
): Promise<number> {
  const folder = new DataFolder(dataFolder, stderrLog());
  let store: StoreHandle;
  try {
    store = await spawnStore(folder.path, settings);
  } catch (error) {
    if (Failure.is(error, 'conflict')) return fail('locked', error);
    if (Failure.is(error, 'damaged')) return fail('damaged', error);
    throw error;
  }
  try {
    await work(folder, store);
    return 0;
  } finally {
    await store.close();
  }
}

function samplesFolderOf({ samplesFolder }: ServeCommand | SampleCommand): string | undefined {
  return samplesFolder ?? packagePath('media/samples');
}

/** Opening by URL and `isTransaction` came with 22.16. */
function hasSqlite(): boolean {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  const isRecent = major > 22 || (major === 22 && minor >= 16);
  return isRecent && process.getBuiltinModule('node:sqlite') !== undefined;
}

function fail(error: keyof typeof exitCodes, cause: unknown): number {
  writeLine({ error, message: Failure.from(cause).message });
  return exitCodes[error];
}

function writeLine(line: object): void {
  write(`${JSON.stringify(line)}\n`);
}

function write(text: string): number {
  process.stdout.write(text);
  return 0;
}

/** Resolves with the first signal that stops the engine. Later signals do not interrupt the shutdown. */
function nextSignal(): Promise<string> {
  return new Promise((resolve) => {
    for (const name of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) process.on(name, resolve);
  });
}
