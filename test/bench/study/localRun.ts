import { carryOut } from '../../../src/model/evaluation/calculations.ts';
import { parseStudy } from '../../../src/model/evaluation/study/parseStudy.ts';
import { StudySession } from '../../../src/services/studies/studySession.ts';
import { Cloud } from '../../../src/headless/cloud.ts';
import { startEngine, type EngineProcess } from '../../support/engineProcess.ts';
import { seededRandom } from '../../support/random.ts';
import { fillIndex } from '../pictures/fillIndex.ts';
import { median } from '../shared/statistics.ts';

const dimension = 384;
const questionCount = 200;
const rounds = 3;

/** Seconds of the first run, which loads the index, and of later ones. */
export type RunTimes = { readonly first: number; readonly later: number };

/** Runs a study of 200 questions on a local index of this many records. */
export async function measureLocalRun(
  recordCount: number,
  progress: (text: string) => void,
): Promise<RunTimes> {
  const engine = await startEngine();
  try {
    progress(`${recordCount} records of ${dimension} dimensions`);
    await fill(engine, recordCount);
    progress(`${questionCount} questions`);
    const session = sessionOf(engine);
    const seconds: number[] = [];
    for (let round = 0; round <= rounds; round++) {
      const begin = performance.now();
      await session.run();
      seconds.push((performance.now() - begin) / 1000);
    }
    const { state } = session;
    const isWhole = state.kind === 'valid' && state.runs.every((run) => run.isComplete);
    if (!isWhole || state.runs.length !== rounds + 1) throw new Error('A run is not complete');
    const [first = NaN, ...later] = seconds;
    return { first, later: median(later) };
  } finally {
    await engine.stop();
  }
}

function sessionOf({ url, key }: EngineProcess): StudySession {
  const cloud = new Cloud({ PINECONE_API_KEY: key, PINECONE_CONTROLLER_HOST: url });
  let runs = 0;
  return new StudySession(parseStudy(studyText()), {
    runQuery: (...query) => cloud.run(...query),
    explain: () => Promise.resolve({ kind: 'stopped' }),
    calculate: (kind, params) => Promise.resolve(carryOut(kind, params)),
    store: { read: () => Promise.resolve([]), append: () => Promise.resolve() },
    moreJudgments: () => Promise.resolve(undefined),
    missingIds: () => Promise.resolve([]),
    newId: () => String(++runs),
    now: () => 0,
  });
}

async function fill(engine: EngineProcess, count: number): Promise<void> {
  const random = seededRandom(1);
  await fillIndex(engine, {
    name: 'docs',
    dimension,
    metric: 'cosine',
    count,
    open: async () => (at) => ({
      id: `doc-${at}`,
      values: vectorOf(random),
      metadata: { text: `record ${at}`, year: 2000 + (at % 25) },
    }),
  });
}

function studyText(): string {
  const random = seededRandom(2);
  const questions = Array.from(
    { length: questionCount },
    (_, at) => `\n### question q${at}\nvector: [${vectorOf(random).join(', ')}]`,
  );
  const judgments = Array.from({ length: questionCount }, (_, at) => `q${at} 1 doc-${at}`);
  return `vecstudy 1\nenvironment: local\nindex: docs\n${questions.join('\n')}\n\n### judgments\n${judgments.join('\n')}\n`;
}

function vectorOf(random: () => number): number[] {
  return Array.from({ length: dimension }, () => Number((random() - 0.5).toFixed(4)));
}
