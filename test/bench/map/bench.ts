import type { Bench } from '../bench.ts';
import { glossVectorsAtHand } from '../data/glossVectors.ts';
import { findPython } from '../shared/python.ts';
import { realContestants, scriptContestants } from './contestant.ts';
import { buildContestants } from './contestantBundle.ts';
import { clusters, englishWords, glosses, sample } from './datasets.ts';
import { measureDrawing } from './drawing.ts';
import { mapGoals } from './mapGoals.ts';
import { hold, ours, type Comparison, type ComparisonResult } from './comparison.ts';
import { reportOf, titleOf } from './report.ts';

const alone = { contestants: [ours], rounds: 1, aligned: [] } as const;

/**
 * Returns the maps of real vectors. Without Python, umap-learn is left out, and so are vectors that the cache lacks: the
 * engine alone would embed the texts for hours.
 */
function ofRealVectors(isQuick: boolean): Comparison[] {
  const hasPython = findPython() !== undefined;
  const contestants = realContestants.filter((one) => hasPython || one !== 'umap-learn');
  const aligned: Comparison['aligned'] = isQuick ? [] : [ours, 'vectorscope, fine'];
  const counts = isQuick ? [10_000, 60_000] : [10_000, 60_000, 112_000];
  const isAtHand = hasPython || glossVectorsAtHand().count >= glosses.size!;
  if (!isAtHand)
    console.error('Maps of real vectors are left out: there is no Python to embed texts.');
  return counts
    .filter(() => isAtHand)
    .map((count) => ({ dataset: glosses, count, contestants, rounds: 1, aligned }));
}

function meetings(isQuick: boolean): Comparison[] {
  const few = isQuick ? 1 : 3;
  const together = {
    contestants: scriptContestants,
    aligned: isQuick ? [ours] : scriptContestants,
  };
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
    ...ofRealVectors(isQuick),
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
