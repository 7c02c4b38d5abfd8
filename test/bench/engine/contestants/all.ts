import type { Kind } from './contestant.ts';
import { lanceFlat } from './lance.ts';
import { plainLoop } from './plainLoop.ts';
import { sqliteVec } from './sqliteVec.ts';
import { usearchExact, usearchHnsw } from './usearch.ts';
import { vectorscope } from './vectorscope.ts';
import { zvecFlat, zvecHnsw } from './zvec.ts';

/** All that take part, ours first. */
export const kinds: readonly Kind[] = [
  vectorscope,
  usearchExact,
  usearchHnsw,
  zvecFlat,
  zvecHnsw,
  lanceFlat,
  sqliteVec,
  plainLoop,
];
