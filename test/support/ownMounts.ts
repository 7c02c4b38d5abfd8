import { spawnSync } from 'node:child_process';

/** Words that come before a program to start it after a script of the shell that may mount what it needs. */
export function afterMounting(script: string): readonly string[] {
  return [...namespace, `set -e\n${script}\nexec "$@"`, 'sh'];
}

/** A file as a program sees it that was started with mounts of its own. They go away with it. */
export function seenBy(pid: number, file: string): string {
  return `/proc/${pid}/root${file}`;
}

// A namespace of mounts that belongs to a namespace of users needs no rights of its own, where the system has them.
const namespace = ['unshare', '--user', '--map-root-user', '--mount', 'sh', '-c'] as const;

/** Whether this machine lets tests mount what they need: Linux, and there not everywhere. */
export const canMount = run(...namespace, 'mount -t tmpfs none /mnt');

function run(program: string, ...args: readonly string[]): boolean {
  return process.platform === 'linux' && spawnSync(program, args).status === 0;
}
