// What the host may call. Every instance belongs to one thread; the memory's layout is the host's.
export { stepMeanField, beginMeanField } from './meanField.ts';
export { addWeightedRows, projectOnTile } from './projection.ts';
export { beginDescentRound, expandRows, reverseLists } from './nnDescent.ts';
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
export { beginSampling, sampleEdges } from './edgeSampling.ts';
export { clearLists, mergeLists } from './neighbourLists.ts';
export { refineLists } from './refineLists.ts';
export { setSplitPlane, projectRows } from './splitPlane.ts';
