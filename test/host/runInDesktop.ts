import { runTests } from '@vscode/test-electron';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { quietSettings } from '../support/workbench/settings.ts';
import { stopEngine } from '../support/workbench/stopEngine.ts';

const root = path.resolve(import.meta.dirname, '../..');

/** Runs the compiled suite inside a desktop VS Code, which is downloaded where it is not there yet. */
export async function runInDesktop(results: string): Promise<void> {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'vectorscope-'));
  const engineData = path.join(folder, 'engine');
  try {
    await mkdir(path.join(folder, 'workspace'));
    await mkdir(path.join(folder, 'user-data/User'), { recursive: true });
    await writeFile(
      path.join(folder, 'user-data/User/settings.json'),
      JSON.stringify({ ...quietSettings, 'vectorscope.engine.dataFolder': engineData }),
    );
    await runTests({
      extensionDevelopmentPath: root,
      extensionTestsPath: path.join(root, 'out/host/suite.cjs'),
      extensionTestsEnv: {
        VECTORSCOPE_HOST_RESULTS: results,
        VECTORSCOPE_FIGURES: process.env['VECTORSCOPE_FIGURES'],
      },
      launchArgs: [
        path.join(folder, 'workspace'),
        `--user-data-dir=${path.join(folder, 'user-data')}`,
        `--extensions-dir=${path.join(folder, 'extensions')}`,
        '--disable-workspace-trust',
      ],
    });
  } finally {
    await stopEngine(engineData);
    await rm(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
  }
}
