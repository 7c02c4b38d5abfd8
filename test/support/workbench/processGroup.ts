import { spawnSync, type ChildProcess } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';

/** Ends a detached child with all that it started: asked first, then told. Settles when the child has gone. */
export async function endProcessGroup(child: ChildProcess, patienceMs = 4000): Promise<void> {
  if (child.pid === undefined) return;
  const hasEnded = child.exitCode !== null || child.signalCode !== null;
  const patience = (): Promise<void> => sleep(patienceMs, undefined, { ref: false });
  const exit = hasEnded ? Promise.resolve() : new Promise((resolve) => child.once('exit', resolve));
  signalGroup(child.pid, 'SIGTERM');
  await Promise.race([exit, patience()]);
  // The first process may leave before the others of its group do.
  signalGroup(child.pid, 'SIGKILL');
  await Promise.race([exit, patience()]);
}

function signalGroup(pid: number, signal: NodeJS.Signals): void {
  if (process.platform === 'win32') {
    spawnSync('taskkill', ['/pid', String(pid), '/T', '/F']);
    return;
  }
  try {
    process.kill(-pid, signal);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}
