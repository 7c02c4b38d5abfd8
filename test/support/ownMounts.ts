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

/** Whether it lets them mount a disk that is a file, with a file system of its own, as the administrator may. */
export const canMountDisks =
  run('unshare', '--mount', 'true') &&
  run('sh', '-c', 'command -v mkfs.ext4 && test -w /dev/loop-control');

/** Makes a disk of a file: nothing that a program wrote is on it before it was flushed. */
export function makeDisk(file: string, sizeMb: number): void {
  if (!run('truncate', '-s', `${sizeMb}m`, file) || !run('mkfs.ext4', '-q', '-F', file))
    throw new Error(`${file} cannot be made a disk`);
}

/** Words that come before a program to start it with a disk mounted on a folder, which nobody else sees. */
export function withDisk(file: string, folder: string): readonly string[] {
  // Flushed by nobody but the program: the system does it by itself after half a minute at the earliest.
  const mount = `mount -o loop,commit=600 '${file}' '${folder}'`;
  return ['unshare', '--mount', 'sh', '-c', `set -e\n${mount}\nexec "$@"`, 'sh'];
}

function run(program: string, ...args: readonly string[]): boolean {
  return process.platform === 'linux' && spawnSync(program, args).status === 0;
}
