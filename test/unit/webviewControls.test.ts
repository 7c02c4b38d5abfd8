import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { inRepository } from '../../scripts/repository.ts';

/** An element of the toolkit is text without a frame until its page has registered it. */
describe('a webview', async () => {
  const root = inRepository('webview');
  const pages = (await readdir(root, { withFileTypes: true }))
    .filter((entry) => entry.isDirectory() && entry.name !== 'shared')
    .map(({ name }) => name);

  it.each(pages)('%s registers the controls that it uses', async (page) => {
    const files = await filesReachedFrom(path.join(root, page, 'main.tsx'));
    const texts = [...files.values()];
    const uses = texts.some((text) => text.includes('<vscode-'));
    const registers = texts.some((text) => /^\s*registerControls\(\);/m.test(text));
    expect({ page, registers }).toEqual({ page, registers: uses });
  });
});

/** Returns the texts of a file and of all files that it imports, by their paths. */
async function filesReachedFrom(start: string): Promise<ReadonlyMap<string, string>> {
  const texts = new Map<string, string>();
  const open = [start];
  for (let file = open.pop(); file !== undefined; file = open.pop()) {
    if (texts.has(file)) continue;
    const text = await readFile(file, 'utf8');
    texts.set(file, text);
    for (const [, imported = ''] of text.matchAll(/(?:from|import\()\s*'(\.[^']+\.tsx?)'/g))
      open.push(path.resolve(path.dirname(file), imported));
  }
  return texts;
}
