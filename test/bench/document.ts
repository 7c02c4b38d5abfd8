import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { format, resolveConfig } from 'prettier';

const file = path.resolve(import.meta.dirname, '../../docs/benchmarks.md');

const head = `# Benchmarks

Written by \`npm run bench -- engine\`, \`files\`, \`http\`, \`map\`, \`million\`, \`stalls\` and \`transfer\`: a section each, replaced by the next run. What is
measured, and what beside, stands in \`test/bench\`. The peers are installed there by the first run. Figures of one table come from
one run on one machine, with the contestants taking turns; compare ratios rather than milliseconds.
`;

/** Puts a bench's section in the place of its last one. */
export async function writeSection(name: string, title: string, text: string): Promise<void> {
  const begin = `<!-- ${name} -->`;
  const end = `<!-- end of ${name} -->`;
  const section = `${begin}\n\n## ${title}\n\n${text.trim()}\n\n${end}`;
  const before = existsSync(file) ? readFileSync(file, 'utf8') : head;
  const from = before.indexOf(begin);
  const to = before.indexOf(end);
  const after =
    from < 0 || to < 0
      ? `${before.trimEnd()}\n\n${section}\n`
      : before.slice(0, from) + section + before.slice(to + end.length);
  writeFileSync(file, await format(after, { ...(await resolveConfig(file)), filepath: file }));
}
