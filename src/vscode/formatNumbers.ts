/** Formats an exact count: 12,345. */
export function fullCount(count: number): string {
  return count.toLocaleString('en');
}

/** Formats a short count for lists: 778, 10k, 2.1M. */
export function formatCount(count: number): string {
  if (count < 10_000) return count.toLocaleString('en');
  const isMillions = count >= 999_500;
  const value = isMillions ? count / 1_000_000 : count / 1000;
  const digits = value < 10 ? 1 : 0;
  return `${value.toFixed(digits).replace(/\.0$/, '')}${isMillions ? 'M' : 'k'}`;
}

/** Formats a size: 512 B, 1.2 MB, 48 MB. A kilobyte has 1,000 bytes. */
export function formatBytes(bytes: number): string {
  const units = ['B', 'kB', 'MB', 'GB', 'TB'];
  let value = bytes;
  let at = 0;
  while (value >= 999.5 && at < units.length - 1) {
    value /= 1000;
    at++;
  }
  const digits = at > 0 && value < 9.95 ? 1 : 0;
  return `${value.toFixed(digits).replace(/\.0$/, '')} ${units[at]}`;
}
