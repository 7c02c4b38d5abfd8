import { spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { createInterface } from 'node:readline';

const root = path.resolve(import.meta.dirname, '../../..');

/**
 * Runs a program, with flags of Node and an order as its argument, and passes on each line of JSON that it prints. Resolves when it has
 * ended, by itself or by `kill`; rejects with what it wrote to stderr if it failed.
 */
export async function runProcess(
  program: string,
  order: object,
  onLine: (line: unknown, kill: () => void) => void,
  flags: readonly string[] = [],
): Promise<void> {
  const args = [...flags, path.join(root, program), JSON.stringify(order)];
  const child = spawn(process.execPath, args, {
    cwd: root,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let errors = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => (errors += text));
  const closed = once(child, 'close');
  createInterface({ input: child.stdout }).on('line', (text) =>
    onLine(JSON.parse(text), () => child.kill('SIGKILL')),
  );
  await closed;
  if (child.signalCode === null && child.exitCode !== 0) throw new Error(errors);
}
