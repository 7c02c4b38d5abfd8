import { spawn } from 'node:child_process';
import { text } from 'node:stream/consumers';
import { expect, it } from 'vitest';

const module = new URL('../../../../src/engine/process/idleMemory.ts', import.meta.url).href;

/** Allocates objects, drops them, and prints by how many MB the idle process shrinks within two seconds. */
const program = (checkMs: number): string => `
  import { returnIdleMemory } from '${module}';
  returnIdleMemory(() => true, ${checkMs});
  const megabytes = () => process.memoryUsage.rss() / 2 ** 20;
  let burst = Array.from({ length: 2_000_000 }, (_, at) => ({ at, text: String(at) }));
  const peak = megabytes();
  burst = undefined;
  const end = Date.now() + 2000;
  const timer = setInterval(() => {
    if (peak - megabytes() < 50 && Date.now() < end) return;
    console.log(Math.round(peak - megabytes()));
    clearInterval(timer);
  }, 20);
`;

it.each([
  ['returns the memory of a burst', 50, true],
  ['collects nothing before its first check', 60_000, false],
] as const)('%s', async (_, checkMs, shrinks) => {
  const child = spawn(process.execPath, ['--input-type=module', '-e', program(checkMs)]);
  const [output, errors] = await Promise.all([text(child.stdout), text(child.stderr)]);
  expect([errors, Number(output) >= 50]).toEqual(['', shrinks]);
});
