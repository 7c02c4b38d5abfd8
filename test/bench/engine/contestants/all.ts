import type { Kind } from './contestant.ts';
import { faissFlat, faissHnsw, faissSq8 } from './faiss.ts';
import { lanceFlat, lanceHnsw, lanceRefined } from './lance.ts';
import { plainLoop } from './plainLoop.ts';
import { sqliteVec, sqliteVecBits } from './sqliteVec.ts';
import {
  usearchExact,
  usearchExactI8,
  usearchHnsw,
  usearchHnswF16,
  usearchHnswI8,
} from './usearch.ts';
import { vectorscope } from './vectorscope.ts';
import { zvecFlat, zvecHnsw } from './zvec.ts';

/** All that take part, ours first. */
export const kinds: readonly Kind[] = [
  vectorscope,
  usearchExact,
  usearchExactI8,
  usearchHnsw,
  usearchHnswF16,
  usearchHnswI8,
  faissFlat,
  faissSq8,
  faissHnsw,
  zvecFlat,
  zvecHnsw,
  lanceFlat,
  lanceHnsw,
  lanceRefined,
  sqliteVec,
  sqliteVecBits,
  plainLoop,
];
