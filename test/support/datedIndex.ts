import { createRandom } from '../../src/common/random.ts';
import type { EngineProcess } from './engineProcess.ts';
import { askFor, newIndexBody } from './engineRequests.ts';

export const datedIndex = 'articles';

/** Records of each namespace. */
export const datedCounts = { __default__: 320, archive: 200, drafts: 80 } as const;

const topics = ['gardens', 'harbours', 'orchestras', 'volcanoes'] as const;
const dimension = 24;
const firstDayMs = Date.UTC(2019, 0, 1);
const dayMs = 86_400_000;

/** Makes an index of articles on four topics, in three namespaces, with times in all forms. The same each time. */
export async function createDatedIndex(engine: Pick<EngineProcess, 'url' | 'key'>): Promise<void> {
  await askFor(engine, 'POST', '/indexes', newIndexBody(datedIndex, dimension, 'cosine'));
  const random = createRandom(7);
  for (const [namespace, count] of Object.entries(datedCounts)) {
    const vectors = Array.from({ length: count }, (_, at) => {
      const topic = at % topics.length;
      const published = firstDayMs + Math.floor(random.next() * 5 * 365) * dayMs;
      const edited = published + Math.floor(random.next() * 90 * dayMs);
      return {
        id: `${namespace}-${String(at).padStart(3, '0')}`,
        values: Array.from(
          { length: dimension },
          (_, axis) => (axis % topics.length === topic ? 1 : 0) + 0.8 * (random.next() - 0.5),
        ),
        metadata: {
          text: `An article on ${topics[topic]}`,
          topic: topics[topic]!,
          published: new Date(published).toISOString().slice(0, 10),
          edited: new Date(edited).toISOString(),
          read_at: Math.floor(edited / 1000) + 3600,
        },
      };
    });
    await askFor(engine, 'POST', `/_i/${datedIndex}/vectors/upsert`, { namespace, vectors });
  }
}
