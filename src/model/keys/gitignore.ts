/** Whether a `.gitignore` has a line for this path, for its name, or a pattern such as `.env*` that covers its name. */
export function isListed(gitignore: string, path: string): boolean {
  const name = path.slice(path.lastIndexOf('/') + 1);
  const lines = gitignore.split(/\r?\n/).map((line) => line.replace(/(?<!\\)\s+$/, ''));
  const isCovered = lines.some((line) => covers(line, name, path));
  return (
    isCovered && !lines.some((line) => line.startsWith('!') && covers(line.slice(1), name, path))
  );
}

/** Returns the line that makes Git ignore this file alone. */
export function lineFor(path: string): string {
  return `/${path.replaceAll(/[\\*?[\]]|[ ]$/g, String.raw`\$&`)}`;
}

function covers(line: string, name: string, path: string): boolean {
  if (line === '' || line.startsWith('#')) return false;
  if (line === lineFor(path) || line === path) return true;
  if (line.includes('/')) return false;
  const pattern = line.replaceAll(/[.+^${}()|\\]/g, String.raw`\$&`).replaceAll('*', '.*');
  return new RegExp(`^${pattern.replaceAll('?', '.')}$`).test(name);
}
