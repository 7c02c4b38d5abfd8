import { monitorEventLoopDelay } from 'node:perf_hooks';
import { silentLog } from '../../../src/common/log.ts';
import { Secret } from '../../../src/common/secret.ts';
import { localEnvironment } from '../../../src/model/environment.ts';
import { defaultNamespace } from '../../../src/model/vectorIndex.ts';
import { createEngineClient } from '../../../src/pinecone/restEngineClient.ts';
import { createPineconeClient } from '../../../src/pinecone/restPineconeClient.ts';
import { RecordsSession } from '../../../src/services/records/recordsSession.ts';
import { startEngine } from '../../support/engineProcess.ts';
import type { Goal } from '../goals.ts';
import { fillIndex } from '../pictures/fillIndex.ts';

const name = 'large';
const dimension = 8;
/** Rows that a high window shows at once. */
const shownRows = 40;
const { signal } = new AbortController();

/** Opens the records of a large namespace on the engine, and lists them to the end. */
export async function measureRecordsView(
  count: number,
  progress: (text: string) => void,
): Promise<readonly Goal[]> {
  const engine = await startEngine();
  try {
    progress(`writes ${count} records`);
    await fillIndex(engine, {
      name,
      dimension,
      metric: 'cosine',
      count,
      open: async () => recordAt,
    });
    progress('opens their view');
    const endpoint = { url: engine.url, key: new Secret(engine.key) };
    const client = createPineconeClient({ endpoint, access: 'read', log: silentLog });
    const session = new RecordsSession({
      place: { environment: localEnvironment, index: name, namespace: defaultNamespace },
      connections: {
        open: async () => client,
        openEngine: async () => createEngineClient({ endpoint, log: silentLog }),
      },
    });
    const delay = monitorEventLoopDelay({ resolution: 1 });
    delay.enable();
    const openedAt = performance.now();
    const { rows } = await session.rows(0, shownRows, signal);
    const firstRowsMs = performance.now() - openedAt;
    if (rows.length !== shownRows) throw new Error(`${rows.length} rows instead of ${shownRows}`);
    progress('goes to the last row');
    const last = await session.rows(count - shownRows, count, signal);
    const endMs = performance.now() - openedAt - firstRowsMs;
    delay.disable();
    const ids = new Set(session.ids(0, count));
    const isWhole = ids.size === count && session.status.isDone && last.rows.length === shownRows;
    session.dispose();
    const goal = (what: string, value: number, reach: number): Goal => ({
      name: `records view of ${count.toLocaleString('en')} records: ${what}`,
      value,
      goal: reach,
      better: 'lower',
    });
    return [
      goal('first rows, ms', firstRowsMs, 500),
      goal('to the last row, ms', endMs, 5000),
      goal('longest task of the extension host, ms', delay.max / 1e6, 50),
      goal('missing or doubled ids', isWhole ? 0 : Math.abs(count - ids.size) || 1, 0),
    ];
  } finally {
    await engine.stop();
  }
}

function recordAt(at: number) {
  const values = Array.from({ length: dimension }, (_, place) => Math.sin(at + place));
  return {
    id: `record-${String(at).padStart(7, '0')}`,
    values,
    metadata: { at, text: `text ${at}` },
  };
}
