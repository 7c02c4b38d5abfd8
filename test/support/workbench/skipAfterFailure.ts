import { beforeEach, type RunnerTask } from 'vitest';
import { endsFilesEarly } from './endsFilesEarly.ts';

if (process.env[endsFilesEarly] !== undefined)
  beforeEach(({ task, skip }) => {
    if (hasFailed(task.file)) skip('a test before it failed');
  });

function hasFailed(task: RunnerTask): boolean {
  return task.result?.state === 'fail' || ('tasks' in task && task.tasks.some(hasFailed));
}
