import type { IndexModel } from '../../model/embedding/indexModel.ts';
import { describeUnknownOperator, textOperatorIn } from '../../model/filter/operators.ts';
import type { VectorIndex } from '../../model/vectorIndex.ts';
import type { CellProblem } from '../../protocol/notebook.ts';
import type { ParsedQuery } from './checkQueryCell.ts';

/** Returns the reasons why this index cannot answer the query, each with a fix. `model` is that of the index, if known. */
export function checkIndexFit(
  query: ParsedQuery,
  index: VectorIndex,
  model: IndexModel | undefined,
): readonly CellProblem[] {
  if (index.kind === 'documents') return checkDocuments(query, index);
  const textOperator = textOperatorIn(query.filter);
  if (textOperator !== undefined) return [problem('filter', describeUnknownOperator(textOperator))];
  const { by } = query;
  if (by.kind === 'query string' || query.searchFields.length > 0) {
    const field = by.kind === 'query string' ? 'input' : 'searchFields';
    return [problem(field, `“${index.name}” holds no documents: query it by text, id or vector`)];
  }
  const sparse = checkSparse(query, index);
  if (sparse.length > 0) return sparse;
  if (by.kind === 'text' && index.vectorType === 'dense') return checkText(index, model);
  if (by.kind === 'vector') return checkVector(by.values, index);
  return [];
}

/** Smallest magnitude that at least one value of a vector needs; below it the vector has no direction. */
const leastMagnitude = 1e-8;

/** Sparse values belong to a sparse index, or beside the dense vector of an index by dot product. */
function checkSparse(
  query: ParsedQuery,
  { name, kind, vectorType, metric }: VectorIndex,
): readonly CellProblem[] {
  const { by } = query;
  const part = partBeside(query);
  if (vectorType === 'sparse') {
    if (by.kind === 'sparse') return [];
    if ((by.kind === 'id' || by.kind === 'text') && part === undefined) return [];
    const message = `“${name}” has sparse vectors. Query it by a text, sparse values or a record id`;
    return [problem('input', message)];
  }
  if (by.kind === 'sparse')
    return [problem('input', `“${name}” has dense vectors: add a text, a record or a vector`)];
  if (part === undefined) return [];
  if (kind === 'records' && by.kind === 'text')
    return [problem(part, `“${name}” embeds texts itself, and takes no sparse values beside one`)];
  if (metric === 'dotproduct') return [];
  const message = `“${name}” compares by ${metric}: only indexes by dotproduct take sparse values`;
  return [problem(part, message)];
}

/** Returns the option that adds a sparse part to a dense one. */
function partBeside({ sparse, sparseText, alpha }: ParsedQuery): CellProblem['field'] | undefined {
  if (sparse) return 'sparse';
  if (sparseText) return 'sparseText';
  return alpha === undefined ? undefined : 'alpha';
}

/** A search of documents has one part: a text in their text fields, or one of their vectors. */
function checkDocuments(query: ParsedQuery, index: VectorIndex): readonly CellProblem[] {
  const { by, searchFields } = query;
  const { name, documents = { textFields: [], fields: {} } } = index;
  const part = partBeside(query);
  if (by.kind !== 'sparse' && part !== undefined)
    return [problem(part, 'A search of documents has one part: remove this one')];
  if (by.kind === 'sparse')
    return documents.sparseField === undefined
      ? [problem('input', `The documents of “${name}” have no sparse vectors: query them by text`)]
      : [];
  const isText = by.kind === 'text' || by.kind === 'query string';
  if (isText && documents.textFields.length === 0)
    return [problem('input', `“${name}” has no text fields to search: query it by a vector`)];
  const unknown = searchFields.find((field) => !documents.textFields.includes(field));
  if (unknown !== undefined) {
    const known = documents.textFields.join(', ');
    return [problem('searchFields', `“${name}” has no text field “${unknown}”. It has ${known}`)];
  }
  if (isText || by.kind === 'id') return [];
  if (documents.denseField === undefined)
    return [
      problem('input', `The documents of “${name}” have no dense vectors: query them by text`),
    ];
  return by.kind === 'vector' ? checkVector(by.values, index) : [];
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
