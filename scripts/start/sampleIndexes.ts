import { runCommand } from '../command.ts';
import { inRepository } from '../repository.ts';

/** Makes the sample indexes that the folder does not have yet, with the engine that was built. */
export async function makeSampleIndexes(dataFolder: string): Promise<void> {
  const { code, output } = await runCommand(process.execPath, [
    inRepository('dist/engine.js'),
    'sample',
    ...samples,
    `--data=${dataFolder}`,
    `--samples=${inRepository('media/samples')}`,
  ]);
  // An engine that runs was started by a window of an earlier `npm start`, which made them.
  if (code !== 0 && code !== lockedCode)
    throw new Error(`The sample indexes could not be made:\n${output.trimEnd()}`);
}

const samples = ['english-words', 'fiori-docs'];

/** What the engine says by its exit code when another one serves the folder. */
const lockedCode = 3;
