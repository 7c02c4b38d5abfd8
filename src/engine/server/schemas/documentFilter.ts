import { Failure } from '../../../common/failure.ts';
import { isObject } from '../../../common/objects.ts';
import { decodeFilter } from '../../../model/filter/decodeFilter.ts';
import type { Filter } from '../../../model/filter/filter.ts';
import type { TextCondition } from '../../textSearch/textRows.ts';
import { conditionField, type DocumentSelection } from '../../namespace/calls/documentCalls.ts';
import { isEmptyObject, isGiven } from './decode.ts';

/** Decodes a required filter that may contain text conditions. Throws `badInput`. */
export function decodeSelection(value: unknown): DocumentSelection {
  if (!isGiven(value) || isEmptyObject(value))
    throw new Failure('badInput', 'The filter is empty: it must select documents');
  const conditions: TextCondition[] = [];
  const withoutText = replaceText(value, conditions);
  if (conditions.length > maxConditions)
    throw new Failure('badInput', `A filter has at most ${maxConditions} conditions on text`);
  return { filter: decodeFilter(withoutText), conditions };
}

const modes: Readonly<Record<string, TextCondition['mode']>> = {
  $match_phrase: 'phrase',
  $match_all: 'all',
  $match_any: 'any',
};

/** The engine's own limit: each text condition is a search over all documents. */
const maxConditions = 100;
/** As of the query of a search. */
const maxTextBytes = 10 * 1024;

/** Decodes a filter on metadata only, for deletions and updates. Throws `badInput`. */
export function decodeMetadataFilter(value: unknown): Filter {
  const { filter, conditions } = decodeSelection(value);
  if (conditions.length === 0) return filter;
  const message = `${Object.keys(modes).join(', ')} work in search and fetch only: use a filter on metadata here`;
  throw new Failure('badInput', message);
}

/** Replaces each text condition by a condition on a placeholder field that will hold its result. */
function replaceText(value: unknown, conditions: TextCondition[]): unknown {
  if (Array.isArray(value)) return value.map((one) => replaceText(one, conditions));
  if (!isObject(value)) return value;
  const entries = Object.entries(value).flatMap(([key, operand]): [string, unknown][] => {
    if (key.startsWith('$')) return [[key, replaceText(operand, conditions)]];
    return isObject(operand) ? replaceOperators(key, operand, conditions) : [[key, operand]];
  });
  return Object.fromEntries(entries);
}

function replaceOperators(
  field: string,
  operators: Readonly<Record<string, unknown>>,
  conditions: TextCondition[],
): [string, unknown][] {
  const others = Object.entries(operators).filter(([operator]) => !Object.hasOwn(modes, operator));
  const texts = Object.entries(operators).filter(([operator]) => Object.hasOwn(modes, operator));
  const outcomes = texts.map(([operator, text]): [string, unknown] => {
    if (typeof text !== 'string' || text.trim() === '')
      throw new Failure('badInput', `“${operator}” needs a text`);
    if (Buffer.byteLength(text) > maxTextBytes)
      throw new Failure('badInput', `The text of “${operator}” has at most ${maxTextBytes} bytes`);
    conditions.push({ field, mode: modes[operator]!, text });
    return [conditionField(conditions.length - 1), true];
  });
  const isOnlyText = others.length === 0 && texts.length > 0;
  return isOnlyText ? outcomes : [[field, Object.fromEntries(others)], ...outcomes];
}
