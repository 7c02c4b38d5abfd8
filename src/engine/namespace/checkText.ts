import type { DocumentFields } from '../storage/indexFields.ts';
import { parseQueryString } from '../textSearch/queryString.ts';
import { noTextField } from '../textSearch/scoreQuery.ts';
import type { TextClause } from '../textSearch/textRows.ts';

/** Checks the clauses of a text search. Throws `badInput` for an invalid query string or a field without text. */
export function checkClauses(clauses: readonly TextClause[], fields: DocumentFields): void {
  for (const clause of clauses) {
    if (clause.type === 'query_string') parseQueryString(clause.query, textFieldsOf(fields));
    else for (const name of clause.fields) checkTextField(name, fields);
  }
}

/** Throws `badInput` if no text field has this name. */
export function checkTextField(name: string, fields: DocumentFields): void {
  const names = textFieldsOf(fields);
  if (!names.includes(name)) throw noTextField(name, names);
}

function textFieldsOf(fields: DocumentFields): readonly string[] {
  return Object.keys(fields).filter((name) => fields[name]?.type === 'string');
}
