import { readFileSync } from 'node:fs';
import path from 'node:path';

/** The name and the version of a client, from the folder that it is installed in. */
export function clientTitle(folder: string): string {
  const file = path.join(import.meta.dirname, 'node_modules', folder, 'package.json');
  const { name, version } = JSON.parse(readFileSync(file, 'utf8')) as Record<string, string>;
  return `${name} ${version}`;
}
