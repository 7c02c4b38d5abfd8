// What the host may call. Every instance belongs to one thread and one memory; the memory's layout is the host's.
export { encodeRow } from './encode.ts';
export { beginPrefixes, projectRows } from './prefix.ts';
export { beginScan, candidateCount, lowerCount, lowest, passedCount, scanRows } from './scan.ts';
export { scoreRows } from './score.ts';
