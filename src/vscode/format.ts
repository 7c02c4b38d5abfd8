/** A count in few characters: 778, 10k, 2.1M. */
export function formatCount(count: number): string {
  if (count < 10_000) return count.toLocaleString('en');
  const isMillions = count >= 999_500;
  const value = isMillions ? count / 1_000_000 : count / 1000;
  const digits = value < 10 ? 1 : 0;
  return `${value.toFixed(digits).replace(/\.0$/, '')}${isMillions ? 'M' : 'k'}`;
}
