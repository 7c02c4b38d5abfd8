import esbuild from 'esbuild';
import { cp } from 'node:fs/promises';
import path from 'node:path';
import { buildKernels } from '../../../scripts/buildKernels.ts';

const root = path.resolve(import.meta.dirname, '../../..');
const folder = path.join(root, 'out/bench/map');

/** Path of the bundled entry point of contestant processes. */
export const contestantEntry = path.join(folder, 'contestantProcess.js');

/** Bundles the contestants like the engine, because running TypeScript directly takes extra memory. */
export async function buildContestants(): Promise<void> {
  await esbuild.build({
    absWorkingDir: root,
    entryPoints: {
      contestantProcess: 'test/bench/map/contestantProcess.ts',
      'engine-map-worker': 'src/engine/map/workers/poolThread.ts',
    },
    outdir: folder,
    bundle: true,
    platform: 'node',
    target: 'node22',
    format: 'esm',
    logLevel: 'warning',
  });
  const kernels = path.join(root, 'out/kernel');
  await buildKernels(kernels);
  await cp(kernels, folder, { recursive: true });
}
