import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { importsOf } from '../../scripts/lint/importGraph.ts';
import { inRepository } from '../../scripts/repository.ts';

const page = readFileSync(inRepository('docs/architecture.md'), 'utf8');

describe.each([
  ['A query', 20],
  ['A map', 18],
  ['A pull', 12],
])('%s in the architecture', (title, count) => {
  const steps = stepsOf(title);

  it('has steps that are existing files', () => {
    expect(steps).toHaveLength(count);
    expect(steps.filter((file) => !existsSync(inRepository(file)))).toEqual([]);
  });

  it('has no step that imports an earlier one', () => {
    const back = steps.flatMap((file, at) =>
      importsOf(file)
        .filter(({ to, isType }) => !isType && steps.slice(0, at).includes(to))
        .map(({ to }) => `${file} imports ${to}`),
    );
    expect(back).toEqual([]);
  });
});

/** Returns the file of each step of a job: the first one that the step names. */
function stepsOf(title: string): readonly string[] {
  const from = page.indexOf(`**${title}**`);
  const list = page.slice(from).split(/\n(?=\d+\. )/);
  const steps = list.slice(1, list.findIndex((item) => /\n\n/.test(item) && item !== list[0]) + 1);
  return steps.map((step) => /`([^`]+\/[^`]+\.\w+)`/.exec(step)![1]!);
}
