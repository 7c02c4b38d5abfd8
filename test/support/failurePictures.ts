import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { afterEach } from 'vitest';
import { cacheFolder } from '../../scripts/repository.ts';
import type { Workbench } from './workbench/workbench.ts';

const folder = path.join(cacheFolder, 'test/failures');

/** After each test of a file that failed, leaves a picture of the window in .cache/test/failures. */
export function photographFailures(workbench: () => Workbench | undefined): void {
  afterEach(async ({ task }) => {
    if (task.result?.state !== 'fail') return;
    await mkdir(folder, { recursive: true });
    const name = `${task.name.replaceAll(/\W+/g, '-')}.png`;
    await workbench()
      ?.screenshot(path.join(folder, name))
      .catch(() => undefined);
  });
}
