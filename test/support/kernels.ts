import path from 'node:path';
import { buildKernels } from '../../scripts/buildKernels.ts';

/** Compiles the engine's kernels to where its sources look for them, before any test runs. */
export async function setup(): Promise<void> {
  await buildKernels(path.resolve(import.meta.dirname, '../../out/kernel'));
}
