// The exports of the search kernel. Each instance belongs to one thread and one memory; the host lays out the memory.
export { encodeRow } from './encode.ts';
export { beginPrefixScan, projectRows } from './prefix.ts';
export {
  beginScan,
  candidateCount,
  lowerBoundCount,
  scanRows,
  scoredRowCount,
  threshold,
} from './scan.ts';
export { scoreRows } from './score.ts';
