// What the host may call. Every instance belongs to one thread; the memory's layout is the host's.
export { beginLayout, runEpoch } from './layout.ts';
