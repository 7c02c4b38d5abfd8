// What the host may call. Every instance belongs to one thread; the memory's layout is the host's.
export { arrange, beginArranging } from './arrange.ts';
export { combineRows, projectOnTile } from './combine.ts';
export { beginExpansion, expandRows, reverseLists } from './expand.ts';
export {
  beginRows,
  encodeRows,
  joinRows,
  joinTile,
  loadTile,
  measureRows,
  rankRows,
  searchRows,
} from './join.ts';
export { beginLayout, sampleEdges } from './layout.ts';
export { clearLists, mergeLists } from './lists.ts';
export { refineLists } from './refine.ts';
export { aim, projectRows } from './split.ts';
