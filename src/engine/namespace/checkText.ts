import type { DocumentFields } from '../storage/indexFields.ts';
import { parseQueryString, type TextQuery } from '../textSearch/queryString.ts';
import { noTextField } from '../textSearch/scoreQuery.ts';
import type { TextClause } from '../textSearch/textRows.ts';

/** Checks the clauses of a text search. Throws `badInput` for an invalid query string or a field without text. */
export function checkClauses(clauses: readonly TextClause[], fields: DocumentFields): void {
  for (const clause of clauses) {
    const names = clause.type === 'text' ? clause.fields : fieldsIn(parseQueryString(clause.query));
    for (const name of names) checkTextField(name, fields);
  }
}

/** Throws `badInput` if no text field has this name. */
export function checkTextField(name: string, fields: DocumentFields): void {
  const names = Object.keys(fields).filter((one) => fields[one]?.type === 'string');
  if (!names.includes(name)) throw noTextField(name, names);
}

function fieldsIn(query: TextQuery): readonly string[] {
  switch (query.op) {
    case 'and':
    case 'or':
      return query.operands.flatMap(fieldsIn);
    case 'not':
    case 'boost':
      return fieldsIn(query.operand);
    case 'term':
    case 'phrase':
    case 'prefix':
      return query.field === undefined ? [] : [query.field];
    default:
      return query satisfies never;
  }
}
