import { localRerankModel, rerankLimits } from '../../model/embedding/inferenceModels.ts';
import type { QueryCell } from '../../model/notebook/cell.ts';
import { parseSparse } from '../../model/notebook/input/parseSparse.ts';
import { parseList } from '../../model/notebook/parseList.ts';
import type { SparseValues } from '../../model/record.ts';
import type { CellProblem } from '../../protocol/notebook.ts';

/** Parses the options of a query cell, and adds their problems. */
export function checkQueryOptions(cell: QueryCell, problems: CellProblem[]): ParsedOptions {
  const sparse = checkSparse(cell, problems);
  const sparseText = readSparseText(cell, problems);
  const alpha = checkAlpha(cell, problems);
  const rerank = checkRerank(cell, problems);
  const sparseModel = given(cell.sparseModel);
  return {
    searchFields: parseList(cell.searchFields ?? ''),
    otherNamespaces: parseList(cell.otherNamespaces ?? ''),
    otherIndexes: checkIndexes(cell, problems),
    fusion: checkFusion(cell, problems),
    ...(sparse && { sparse }),
    ...(sparseText && { sparseText }),
    ...(sparseModel !== undefined && { sparseModel }),
    ...(alpha !== undefined && { alpha }),
    ...(rerank && { rerank }),
  };
}

/** A text that becomes sparse values, and the model that makes them; absent for the environment's usual one. */
export type SparseText = { readonly text: string; readonly model?: string };

/** How hits are reranked. */
export type RerankPlan = {
  readonly model: string;
  /** The text that hits are compared with. */
  readonly query: string;
  /** The field of a hit that is read; absent for the text field of the index. */
  readonly field?: string;
  /** How many hits stay; absent for all. */
  readonly topN?: number;
};

const fusions = ['score', 'rrf'] as const;
/** How hits of several namespaces or indexes become one list: by their scores, or by their ranks (RRF). */
export type Fusion = (typeof fusions)[number];

/** The options of a query, parsed. */
export type ParsedOptions = {
  readonly sparse?: SparseValues;
  readonly sparseText?: SparseText;
  /** The sparse model for the query's own text. */
  readonly sparseModel?: string;
  /** Weight of the dense part, 0 to 1; the sparse part has the rest. Absent: both are unweighted. */
  readonly alpha?: number;
  /** Text fields of documents that are searched; empty for all. */
  readonly searchFields: readonly string[];
  /** Namespaces that are queried besides the cell's own. */
  readonly otherNamespaces: readonly string[];
  /** Indexes of the same environment that are queried besides the cell's own. */
  readonly otherIndexes: readonly string[];
  readonly fusion: Fusion;
  readonly rerank?: RerankPlan;
};

const mostIndexes = 4;

/** Whether a query has sparse values, typed or from a text. */
export function hasSparsePart({ sparse, sparseText }: QueryCell): boolean {
  return given(sparse) !== undefined || given(sparseText) !== undefined;
}

function checkSparse(
  { sparse = '' }: QueryCell,
  problems: CellProblem[],
): SparseValues | undefined {
  if (given(sparse) === undefined) return undefined;
  const parsed = parseSparse(sparse);
  if (parsed.isValid) return parsed.sparse;
  const { start, end, message } = parsed.problem;
  problems.push({ field: 'sparse', message, place: { start, end } });
  return undefined;
}

function readSparseText(cell: QueryCell, problems: CellProblem[]): SparseText | undefined {
  const text = given(cell.sparseText);
  const model = given(cell.sparseModel);
  if (text === undefined) return undefined;
  if (given(cell.sparse) !== undefined)
    problems.push({
      field: 'sparseText',
      message: 'A query has sparse values or a sparse text: leave one of them out',
    });
  return { text, ...(model !== undefined && { model }) };
}

function checkAlpha(cell: QueryCell, problems: CellProblem[]): number | undefined {
  const alpha = given(cell.alpha);
  if (alpha === undefined) return undefined;
  const weight = Number(alpha);
  if (!(weight >= 0 && weight <= 1))
    problems.push({
      field: 'alpha',
      message: 'Give “alpha” a number from 0 (sparse) to 1 (dense)',
    });
  else if (!hasSparsePart(cell) && cell.input.by !== 'id')
    problems.push({
      field: 'alpha',
      message: 'Alpha weighs a dense against a sparse part: type the query’s sparse values',
    });
  return weight;
}

function checkIndexes(cell: QueryCell, problems: CellProblem[]): readonly string[] {
  const names = parseList(cell.otherIndexes ?? '');
  if (names.length > mostIndexes)
    problems.push({ field: 'otherIndexes', message: `Name at most ${mostIndexes} other indexes` });
  if (names.length > 0 && cell.input.by === 'records')
    problems.push({
      field: 'otherIndexes',
      message: 'Arithmetic has the records of one index: query other indexes by text',
    });
  return names;
}

function checkFusion(cell: QueryCell, problems: CellProblem[]): Fusion {
  const typed = given(cell.fusion);
  const hasOtherIndexes = given(cell.otherIndexes) !== undefined;
  const fusion = fusions.find((one) => one === (typed ?? (hasOtherIndexes ? 'rrf' : 'score')));
  if (fusion === undefined)
    problems.push({ field: 'fusion', message: 'Choose for “fusion” rrf (ranks) or score' });
  else if (fusion === 'score' && hasOtherIndexes)
    problems.push({
      field: 'fusion',
      message: 'Scores of two indexes cannot be compared: choose rrf, which counts ranks',
    });
  return fusion ?? 'rrf';
}

function checkRerank(cell: QueryCell, problems: CellProblem[]): RerankPlan | undefined {
  const model = given(cell.rerank);
  if (model === undefined) return undefined;
  const { by, value } = cell.input;
  const query = given(cell.rerankQuery) ?? (by === 'text' ? given(value) : undefined);
  const top = given(cell.rerankTop);
  const topN = top === undefined ? undefined : Number(top);
  const field = given(cell.rerankField);
  const limit = rerankLimits.get(model);
  const fail = (option: CellProblem['field'], message: string): void =>
    void problems.push({ field: option, message });
  if (query === undefined)
    fail('rerank', 'Type under “rerank query” the text that hits are compared with');
  if (topN !== undefined && !(Number.isInteger(topN) && topN >= 1))
    fail('rerankTop', 'Give “rerank top” a whole number from 1');
  if (limit !== undefined && cell.topK > limit)
    fail(
      'topK',
      `“${model}” reranks at most ${limit} hits: lower “top k”, or use ${localRerankModel}`,
    );
  return {
    model,
    query: query ?? '',
    ...(field !== undefined && { field }),
    ...(topN !== undefined && { topN }),
  };
}

/** Returns a typed text, `undefined` for a blank one. */
function given(text: string | undefined): string | undefined {
  const typed = text?.trim() ?? '';
  return typed === '' ? undefined : typed;
}
