import { describe, expect, it } from 'vitest';
import { chunkFile } from '../../../../src/model/files/fileChunks.ts';
import { textHash } from '../../../../src/model/files/textHash.ts';

const words = (count: number): string =>
  Array.from({ length: count }, (_, at) => `word${at}`).join(' ');

describe('chunkFile', () => {
  it('gives each section of Markdown the headings above it', () => {
    const text = '# Guide\nIntro\n\n## Setup\nInstall it\n### Linux\nUse apt\n## Use\nRun it\n';
    expect(chunkFile('guide.md', text)).toEqual([
      { title: 'Guide', text: 'Intro' },
      { title: 'Guide › Setup', text: 'Install it' },
      { title: 'Guide › Setup › Linux', text: 'Use apt' },
      { title: 'Guide › Use', text: 'Run it' },
    ]);
  });

  it('ignores headings in code blocks, and uses the file name without a heading', () => {
    expect(chunkFile('a.md', '```\n# not a heading\n```\n')).toEqual([
      { title: 'a.md', text: '```\n# not a heading\n```' },
    ]);
    expect(chunkFile('a.py', '# comment\nx = 1')).toEqual([
      { title: 'a.py', text: '# comment\nx = 1' },
    ]);
  });

  it('reads a page without its tags and scripts', () => {
    const html =
      '<head><title>x</title></head><h1 class="a">One &amp; two</h1><script>if (a < b) c()</script><p>First</p><p>Second <b>part</b></p>';
    expect(chunkFile('a.html', html)).toEqual([{ title: 'One & two', text: 'First\nSecond part' }]);
  });

  it('cuts long texts into passages of at most 800 characters that overlap', () => {
    const chunks = chunkFile('a.txt', words(1000));
    expect(chunks.length).toBeGreaterThan(8);
    expect(Math.max(...chunks.map(({ text }) => text.length))).toBeLessThanOrEqual(800);
    const [first, second] = chunks.map(({ text }) => text.split(/\s/));
    expect(first).toContain(second?.[0]);
  });

  it('loses no word', () => {
    const text = `${words(300)}\n\n${words(50)}\n${'x'.repeat(2000)}`;
    const found = new Set(chunkFile('a.txt', text).flatMap((chunk) => chunk.text.split(/\s+/)));
    expect(
      words(300)
        .split(' ')
        .filter((word) => !found.has(word)),
    ).toEqual([]);
  });

  it('is empty for a file without text', () => {
    expect(chunkFile('a.txt', ' \n\n ')).toEqual([]);
  });
});

describe('textHash', () => {
  it('tells texts apart', () => {
    const hashes = new Set(Array.from({ length: 10_000 }, (_, at) => textHash(`text ${at}`)));
    expect(hashes.size).toBe(10_000);
  });
});
