import * as v from 'valibot';
import { indexNamePattern, metrics } from '../../model/vectorIndex.ts';
import type { StoredIndex } from '../storage/storedIndex.ts';
import { damaged, parseStored } from '../storage/sqlite.ts';
import { catalogKind } from './catalogSchema.ts';

/** Reads the definition of an index from the catalog. Throws `damaged` for one that no engine wrote. */
export function parseDefinition(text: string, name: string): StoredIndex {
  const definition = parseStored(catalogKind, definitionSchema, text) as StoredIndex;
  if (definition.name !== name)
    throw damaged(catalogKind, new Error('A name differs from its row'));
  return definition;
}

/** The members of an index on which file names and memory depend; the engine alone writes the others. */
const definitionSchema = v.looseObject({
  name: v.pipe(v.string(), v.regex(indexNamePattern)),
  kind: v.picklist(['vectors', 'records', 'documents']),
  vectorType: v.picklist(['dense', 'sparse']),
  dimension: v.optional(v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(20_000))),
  metric: v.picklist(metrics),
  tags: v.record(v.string(), v.string()),
});

/** Reads what the catalog stores under an id. The id can be part of a file name. Throws `damaged`. */
export function parseListed(text: string, id: string): { readonly id: string } {
  const schema = v.looseObject({
    id: v.pipe(v.literal(id), v.uuid()),
    index: v.optional(definitionSchema),
  });
  return parseStored(catalogKind, schema, text);
}
