// What the host may call. Every instance belongs to one thread and one memory; the memory's layout is the host's.
export { encodeRow } from './encode';
export { beginScan, candidateCount, heapSize, scanRows } from './scan';
export { scoreRows } from './score';
