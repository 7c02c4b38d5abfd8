import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { canInstallPackages, installPackage } from '../../scripts/systemPackages.ts';

/** What a process did to its files, in order. Paths are absolute; `fd` names an open file until it is opened again. */
export type TraceEvent =
  | {
      readonly kind: 'open';
      readonly path: string;
      readonly fd: number;
      readonly isNew: boolean;
      readonly isEmptied: boolean;
      readonly isAppend: boolean;
    }
  | {
      readonly kind: 'write';
      readonly fd: number;
      readonly bytes: Buffer;
      readonly at: number | undefined;
    }
  | {
      readonly kind: 'copy';
      readonly from: number;
      readonly to: number;
      readonly fromAt: number | undefined;
      readonly length: number;
    }
  | { readonly kind: 'seek'; readonly fd: number; readonly at: number }
  | { readonly kind: 'truncate'; readonly fd: number; readonly length: number }
  /** What was written before the sync began is on disk when it ends. */
  | { readonly kind: 'syncBegins'; readonly fd: number; readonly thread: string }
  | { readonly kind: 'syncEnds'; readonly fd: number; readonly thread: string }
  | { readonly kind: 'makeFolder'; readonly path: string }
  | { readonly kind: 'remove'; readonly path: string }
  | { readonly kind: 'rename'; readonly from: string; readonly to: string }
  /** An answer to a request goes out. */
  | { readonly kind: 'answer' };

const calls = `openat,open,creat,write,pwrite64,writev,pwritev,pwritev2,lseek,fsync,fdatasync,
sync_file_range,rename,renameat,renameat2,unlink,unlinkat,rmdir,ftruncate,truncate,mkdir,mkdirat,
link,linkat,symlink,symlinkat,copy_file_range,sendfile,fallocate,ioctl`.replaceAll('\n', '');

/**
 * Returns whether this machine can record the system calls of a process: Linux with a strace that may trace. Installs
 * strace where it is missing and this user may do that.
 */
export async function prepareTracing(): Promise<boolean> {
  if (process.platform !== 'linux') return false;
  if (spawnSync('strace', ['-V']).status !== 0 && canInstallPackages())
    await installPackage('strace').catch(() => undefined);
  return spawnSync('strace', ['-D', '-f', '-o', '/dev/null', 'true']).status === 0;
}

/** Words before a program to record what it does; it stays the process that was started. */
export function recordingTo(file: string): readonly string[] {
  const whole = ['-y', '-xx', '-s', String(2 ** 25)];
  return ['strace', '-D', '-f', '--seccomp-bpf', ...whole, '-e', `trace=${calls}`, '-o', file];
}

/** What was recorded of the files below `root`. Throws on a call that it does not understand. */
export function readTrace(file: string, root: string): readonly TraceEvent[] {
  const begun = new Map<string, string>();
  const events: TraceEvent[] = [];
  for (const line of readFileSync(file, 'latin1').split('\n')) {
    const [, thread = '', rest = ''] = /^(\d+)\s+(.*)$/.exec(line) ?? [];
    const unfinished = /^(.*) <unfinished \.\.\.>$/.exec(rest)?.[1];
    const resumed = /^<\.\.\. \w+ resumed>(.*)$/.exec(rest)?.[1];
    if (unfinished !== undefined) {
      begun.set(thread, unfinished);
      if (isAnswer(unfinished)) events.push({ kind: 'answer' });
      events.push(...syncBegins(unfinished, thread, root));
    } else if (resumed === undefined) {
      if (isAnswer(rest)) events.push({ kind: 'answer' });
      events.push(...syncBegins(rest, thread, root), ...eventsOf(rest, thread, root));
    } else events.push(...eventsOf(`${begun.get(thread) ?? ''}${resumed}`, thread, root));
  }
  return events;
}

/** Whether the trace is complete: its process has ended. */
export function isComplete(file: string, pid: number): boolean {
  return new RegExp(`^${pid} +\\+\\+\\+ `, 'm').test(readFileSync(file, 'latin1'));
}

const answerStart = Buffer.from('HTTP/1.1 ')
  .toString('hex')
  .replaceAll(/../g, String.raw`\x$&`);

function isAnswer(call: string): boolean {
  return /^(?:write|writev)\(/.test(call) && call.slice(0, 400).includes(answerStart);
}

function syncBegins(call: string, thread: string, root: string): readonly TraceEvent[] {
  const fd = /^f(?:data)?sync\((\d+<[^>]*>)/.exec(call)?.[1];
  return fd === undefined || !isBelow(pathOf(fd), root)
    ? []
    : [{ kind: 'syncBegins', fd: numberOf(fd), thread }];
}

function eventsOf(call: string, thread: string, root: string): readonly TraceEvent[] {
  const [, name = '', inside = '', outcome = ''] = /^(\w+)\((.*)\)\s+= (\S+)/.exec(call) ?? [];
  if (name === '' || outcome.startsWith('-') || outcome === '?') return [];
  const { paths, event } = eventOf(name, argumentsOf(inside), outcome, thread);
  if (!paths.some((one) => isBelow(one, root))) return [];
  if (event === undefined) throw new Error(`The trace holds a call of unknown effect: ${name}`);
  return [event];
}

type Found = { readonly paths: readonly string[]; readonly event?: TraceEvent };

function eventOf(name: string, args: readonly string[], outcome: string, thread: string): Found {
  const [first = '', second = '', third = '', fourth = ''] = args;
  const of = (path: string, event: TraceEvent): Found => ({ paths: [path], event });
  const fd = numberOf(first);
  const done = Number(outcome.replace(/<.*$/, ''));
  switch (name) {
    case 'openat': {
      const file = pathIn(first, second);
      const has = (flag: string): boolean => third.split('|').includes(flag);
      const [isNew, isEmptied, isAppend] = [has('O_CREAT'), has('O_TRUNC'), has('O_APPEND')];
      return of(file, { kind: 'open', path: file, fd: done, isNew, isEmptied, isAppend });
    }
    case 'write':
      return of(pathOf(first), {
        kind: 'write',
        fd,
        bytes: bytesOf(second).subarray(0, done),
        at: undefined,
      });
    case 'pwrite64':
      return of(pathOf(first), {
        kind: 'write',
        fd,
        bytes: bytesOf(second).subarray(0, done),
        at: Number(fourth),
      });
    case 'lseek':
      return of(pathOf(first), { kind: 'seek', fd, at: done });
    case 'ftruncate':
      return of(pathOf(first), { kind: 'truncate', fd, length: Number(second) });
    case 'fsync':
    case 'fdatasync':
      return of(pathOf(first), { kind: 'syncEnds', fd, thread });
    case 'copy_file_range': {
      const fromAt = placeOf(second);
      return of(pathOf(third), {
        kind: 'copy',
        from: fd,
        to: numberOf(third),
        fromAt,
        length: done,
      });
    }
    case 'sendfile': {
      const fromAt = placeOf(third);
      return of(pathOf(first), {
        kind: 'copy',
        from: numberOf(second),
        to: fd,
        fromAt,
        length: done,
      });
    }
    case 'mkdir':
      return of(quoted(first), { kind: 'makeFolder', path: quoted(first) });
    case 'unlink':
    case 'rmdir':
      return of(quoted(first), { kind: 'remove', path: quoted(first) });
    case 'unlinkat':
      return of(pathIn(first, second), { kind: 'remove', path: pathIn(first, second) });
    case 'rename': {
      const [from, to] = [quoted(first), quoted(second)];
      return { paths: [from, to], event: { kind: 'rename', from, to } };
    }
    default:
      return { paths: args.flatMap((one) => [pathOf(one), quoted(one)]) };
  }
}

function argumentsOf(inside: string): readonly string[] {
  return inside.match(/"(?:\\x[0-9a-f]{2})*"(?:\.\.\.)?|[^,\s]+(?: or [^,\s]+)?/g) ?? [];
}

function numberOf(fd: string): number {
  return Number.parseInt(fd, 10);
}

/** Of `23<path>`. */
function pathOf(fd: string): string {
  return textOf(/<(.*)>$/.exec(fd)?.[1] ?? '').replace(/ \(deleted\)$/, '');
}

function pathIn(folder: string, name: string): string {
  return path.resolve(pathOf(folder) || '/', quoted(name));
}

function placeOf(argument: string): number | undefined {
  const at = /^\[(\d+)\]/.exec(argument)?.[1];
  return at === undefined ? undefined : Number(at);
}

function quoted(argument: string): string {
  return argument.startsWith('"') ? bytesOf(argument).toString() : '';
}

function textOf(hex: string): string {
  return hex.startsWith('\\x') ? bytesOf(hex).toString() : hex;
}

function bytesOf(text: string): Buffer {
  return Buffer.from(text.replaceAll(/[^0-9a-f]/g, ''), 'hex');
}

function isBelow(one: string, root: string): boolean {
  return one === root || one.startsWith(`${root}/`);
}
