import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { afterEach } from 'vitest';
import { cacheFolder } from '../../scripts/repository.ts';
import type { Workbench } from './workbench/workbench.ts';

const folder = path.join(cacheFolder, 'test/failures');

/**
 * After each run of a test that failed, leaves a picture of the window in .cache/test/failures, and closes what stands
 * open in front, for the next run.
 */
export function photographFailures(workbench: () => Workbench | undefined): void {
  afterEach(async ({ task }) => {
    if (task.result?.state !== 'fail') return;
    await mkdir(folder, { recursive: true });
    const name = `${task.name.replaceAll(/\W+/g, '-')}.png`;
    await workbench()
      ?.screenshot(path.join(folder, name))
      .catch(() => undefined);
    await workbench()
      ?.closeQuestions()
      .catch(() => undefined);
  });
}
