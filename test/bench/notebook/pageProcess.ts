import { readdirSync, readFileSync } from 'node:fs';
import { footprintOf } from '../shared/footprint.ts';

/** Returns the memory of the largest page process of the browser whose profile is below `folder`; NaN without /proc. */
export function pageProcessBytes(folder: string): number {
  const sizes = processIds()
    .filter((pid) => {
      const command = commandOf(pid);
      return command.includes('--type=renderer') && command.includes(folder);
    })
    .map((pid) => footprintOf(pid)?.residentBytes ?? 0);
  return sizes.length === 0 ? Number.NaN : Math.max(...sizes);
}

function processIds(): readonly number[] {
  try {
    return readdirSync('/proc').map(Number).filter(Number.isInteger);
  } catch {
    return [];
  }
}

function commandOf(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8');
  } catch {
    return '';
  }
}
