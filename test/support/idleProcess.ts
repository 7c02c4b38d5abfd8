import { readFile } from 'node:fs/promises';

/** Whether a process uses next to no time for a while. Linux only. */
export async function isIdle(pid: number): Promise<boolean> {
  const before = await ticksOf(pid);
  await new Promise((resolve) => setTimeout(resolve, 500));
  return (await ticksOf(pid)) - before <= 5;
}

/** Hundredths of a second that it has run. */
async function ticksOf(pid: number): Promise<number> {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8');
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return Number(fields[11]) + Number(fields[12]);
}
