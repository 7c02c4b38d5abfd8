// Exports of the map kernel. Each instance serves one thread; the caller lays out the memory.
export { beginMeanField, setGraph, stepMeanField } from './meanField.ts';
export { addWeightedRows, projectOnTile } from './projection.ts';
export { beginDescentRound, expandRows, reverseLists, setDescentBuffers } from './nnDescent.ts';
export {
  beginRows,
  quantizeRows,
  joinRows,
  joinTile,
  loadTile,
  computeSquares,
  rankRows,
  searchRows,
} from './tile.ts';
export { beginEpoch, beginSampling, sampleEdges } from './edgeSampling.ts';
export { clearLists, mergeLists } from './neighbourLists.ts';
export { refineLists } from './refineLists.ts';
export { setShuffled, shufflePositions } from './shuffledPositions.ts';
export { setCurve } from './similarityCurve.ts';
export { setSplitPlane, projectRows } from './splitPlane.ts';
