import type { IndexModel } from '../../model/embedding/indexModel.ts';
import type { VectorIndex } from '../../model/vectorIndex.ts';
import type { CellProblem } from '../../protocol/notebook.ts';
import type { ParsedQuery } from './checkQueryCell.ts';

/** Smallest magnitude that at least one value of a vector needs; below it the vector has no direction. */
const leastMagnitude = 1e-8;

/** Returns the reasons why this index cannot answer the query, each with a fix. `model` is that of the index, if known. */
export function checkIndexFit(
  query: ParsedQuery,
  index: VectorIndex,
  model: IndexModel | undefined,
): readonly CellProblem[] {
  if (index.kind === 'documents')
    return [
      problem('binding', `“${index.name}” holds documents, not vectors. Choose another index`),
    ];
  const { by } = query;
  const sparse = checkSparse(query, index);
  if (sparse.length > 0) return sparse;
  if (by.kind === 'text') return checkText(index, model);
  if (by.kind === 'vector') return checkVector(by.values, index);
  return [];
}

/** Sparse values belong to a sparse index, or beside the dense vector of an index by dot product. */
function checkSparse(
  { by, sparse, alpha }: ParsedQuery,
  { name, vectorType, metric }: VectorIndex,
): readonly CellProblem[] {
  if (vectorType === 'sparse') {
    if (by.kind === 'sparse' || (by.kind === 'id' && !sparse && alpha === undefined)) return [];
    const message = `“${name}” has sparse vectors. Query it by sparse values or by a record id`;
    return [problem('input', message)];
  }
  if (by.kind === 'sparse')
    return [problem('input', `“${name}” has dense vectors: add a text, a record or a vector`)];
  if ((sparse === undefined && alpha === undefined) || metric === 'dotproduct') return [];
  const message = `“${name}” compares by ${metric}: only indexes by dotproduct take sparse values`;
  return [problem(sparse ? 'sparse' : 'alpha', message)];
}

function checkText(index: VectorIndex, model: IndexModel | undefined): readonly CellProblem[] {
  if (index.kind === 'records' || model !== undefined) return [];
  return [
    problem(
      'input',
      `“${index.name}” cannot be queried by text: the model that made its vectors is not known. Run “Choose Embedding Model” or “Which Model Made This?”, or query by record id or by vector`,
    ),
  ];
}

function checkVector(
  values: readonly number[],
  { name, dimension }: VectorIndex,
): readonly CellProblem[] {
  if (dimension !== undefined && dimension !== values.length)
    return [
      problem(
        'input',
        `“${name}” has ${count(dimension, 'dimension')}, the vector has ${values.length.toLocaleString('en')}`,
      ),
    ];
  if (values.every((value) => Math.abs(value) < leastMagnitude))
    return [problem('input', 'All numbers of the vector are 0, so it has no direction')];
  return [];
}

function count(number: number, noun: string): string {
  return `${number.toLocaleString('en')} ${noun}${number === 1 ? '' : 's'}`;
}

function problem(field: CellProblem['field'], message: string): CellProblem {
  return { field, message };
}
