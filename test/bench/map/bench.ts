import type { Bench } from '../bench.ts';
import { findPython } from '../shared/python.ts';
import { realContestants, scriptContestants } from './contestant.ts';
import { buildContestants } from './contestantBundle.ts';
import { clusters, englishWords, glosses, sample } from './datasets.ts';
import { measureDrawing } from './drawing.ts';
import { mapGoals } from './mapGoals.ts';
import { hold, ours, type Comparison, type ComparisonResult } from './comparison.ts';
import { reportOf, titleOf } from './report.ts';

const alone = { contestants: [ours], rounds: 1, aligned: [] } as const;

/** Contestants of the real vectors; without Python, umap-learn is left out. */
function presentContestants(): Comparison['contestants'] {
  const hasPython = findPython() !== undefined;
  return realContestants.filter((one) => hasPython || one !== 'umap-learn');
}

function meetings(isQuick: boolean): Comparison[] {
  const few = isQuick ? 1 : 3;
  const together = {
    contestants: scriptContestants,
    aligned: isQuick ? [ours] : scriptContestants,
  };
  const aligned = isQuick ? [] : ([ours, 'vectorscope, fine'] as const);
  const real = { dataset: glosses, contestants: presentContestants(), rounds: 1, aligned };
  return [
    { ...together, dataset: sample('fiori-docs', 384, 778), count: 778, rounds: 5 },
    { ...together, dataset: clusters(384), count: 1000, rounds: 5 },
    { ...together, dataset: sample('english-words', 100, 10_000), count: 10_000, rounds: few },
    { ...together, dataset: clusters(1536), count: 10_000, rounds: few },
    { ...alone, dataset: englishWords, count: 1000 },
    { ...alone, dataset: englishWords, count: 10_000 },
    { ...alone, dataset: englishWords, count: 100_000, aligned: isQuick ? [] : [ours] },
    { ...alone, dataset: englishWords, count: 341_479 },
    {
      ...alone,
      dataset: clusters(384),
      count: 100_000,
      ...(!isQuick && { contestants: [ours, 'embedding-atlas'], aligned: [ours] }),
    },
    { ...real, count: 10_000 },
    { ...real, count: 60_000 },
    ...(isQuick ? [] : [{ ...real, count: 112_000 }]),
  ];
}

/** Benchmarks maps against other UMAP implementations, and their drawing against regl-scatterplot. */
export const mapBench: Bench = {
  title: 'Maps',
  run: async ({ isQuick, only = '', progress }) => {
    await buildContestants();
    const results: ComparisonResult[] = [];
    for (const meeting of meetings(isQuick).filter((one) => titleOf(one).includes(only)))
      results.push(await hold(meeting, progress));
    const drawing = 'drawing'.includes(only)
      ? await measureDrawing({ isQuick, progress })
      : undefined;
    return {
      text: [reportOf(results), drawing?.text ?? ''].join('\n\n'),
      goals: [...mapGoals(results), ...(drawing?.goals ?? [])],
    };
  },
};
