import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { format, resolveConfig } from 'prettier';

const file = path.resolve(import.meta.dirname, '../../docs/benchmarks.md');

const head = `# Benchmarks

Written by \`npm run bench\`: a section for each name, which \`npm run bench -- engine\` replaces for \`engine\`. What is measured, and
what beside, stands in \`test/bench\`; the first run installs the peers there, those in Python where Python 3 is. A section waits up to
ten minutes for a quiet machine, says the load at its start, and has ratios only where the machine stayed busy; one without ratios is not replaced then. Figures of one table
come from one run on one machine, with the contestants taking turns; compare ratios rather than milliseconds.

`;

/** Puts a bench's section in the place of its last one. */
export async function writeSection(name: string, title: string, body: string): Promise<void> {
  const begin = `<!-- ${name} -->`;
  const end = `<!-- end of ${name} -->`;
  const section = `${begin}\n\n## ${title}\n\n${body.trim()}\n\n${end}`;
  const text = existsSync(file) ? readFileSync(file, 'utf8') : '';
  const before = head + text.slice(Math.max(0, text.indexOf('<!-- ')));
  const from = before.indexOf(begin);
  const to = before.indexOf(end);
  const after =
    from < 0 || to < 0
      ? `${before.trimEnd()}\n\n${section}\n`
      : before.slice(0, from) + section + before.slice(to + end.length);
  writeFileSync(file, await format(after, { ...(await resolveConfig(file)), filepath: file }));
}
