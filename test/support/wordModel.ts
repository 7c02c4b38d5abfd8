import { embedderTag } from '../../src/model/vectorIndex.ts';
import type { EngineProcess } from './engineProcess.ts';
import { askFor, newIndexBody } from './engineRequests.ts';

/** Gives an engine a model of three words, by which it embeds texts. */
export async function makeWordModel(engine: EngineProcess): Promise<void> {
  await askFor(engine, 'POST', '/indexes', newIndexBody(tinyModel, 2, 'cosine'));
  await askFor(engine, 'PATCH', `/indexes/${tinyModel}`, { tags: { [embedderTag]: tinyModel } });
  await askFor(engine, 'POST', `/_i/${tinyModel}/vectors/upsert`, { vectors: words });
}

/** The name of the model, and of the index that carries it. */
export const tinyModel = 'tiny-words';

const words = [
  { id: 'dog', values: [1, 0] },
  { id: 'puppy', values: [0.9, 0.1] },
  { id: 'car', values: [0, 1] },
];
