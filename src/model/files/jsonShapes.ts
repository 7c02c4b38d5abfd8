import { isObject } from '../../common/objects.ts';
import type { Cells, FileRow } from './rowFile.ts';

/**
 * Returns the rows of a JSON document: a list of objects, an object of columns as Chroma exports it, an object by id as
 * LangChain dumps it, or Pinecone's lists of vectors. `undefined` for any other shape.
 */
export function rowsOfJson(value: unknown): readonly FileRow[] | undefined {
  const list = listIn(value);
  if (list === undefined) return undefined;
  return list.flatMap((item, at) =>
    isObject(item)
      ? rowsOfObject(item, at + 1)
      : [{ place: at + 1, problem: 'it is not a JSON object' }],
  );
}

function listIn(value: unknown): readonly unknown[] | undefined {
  if (Array.isArray(value)) return value;
  if (!isObject(value)) return undefined;
  const { ids, vectors, records, data } = value;
  if (Array.isArray(ids)) return chromaRows(ids, value);
  for (const part of [vectors, records, data]) {
    if (Array.isArray(part)) return part;
    if (isObject(part)) return Object.values(part);
  }
  const items = Object.values(value);
  return items.length > 0 && items.every(isObject) ? items : undefined;
}

/** The lists of Chroma's `get`, one for each part of the records. */
function chromaRows(ids: readonly unknown[], lists: Cells): readonly Cells[] {
  const parts = [
    ['embedding', lists['embeddings']],
    ['document', lists['documents']],
    ['metadata', lists['metadatas']],
  ] as const;
  const known = parts.flatMap(([name, list]) => (Array.isArray(list) ? [{ name, list }] : []));
  return ids.map((id, at) => ({
    id,
    ...Object.fromEntries(known.map(({ name, list }) => [name, (list as readonly unknown[])[at]])),
  }));
}

/** Returns the rows of an object: several for a line of OpenAI's batch output with several embeddings. */
export function rowsOfObject(object: Cells, place: number): readonly FileRow[] {
  const { custom_id: customId, response, kwargs, lc } = object;
  if (typeof customId === 'string' && 'response' in object)
    return batchRows(customId, response, object['error'], place);
  // LangChain writes documents as calls of their constructors.
  if (lc !== undefined && isObject(kwargs)) return [{ place, cells: kwargs }];
  return [{ place, cells: object }];
}

function batchRows(
  customId: string,
  response: unknown,
  error: unknown,
  place: number,
): readonly FileRow[] {
  const body = isObject(response) ? response['body'] : undefined;
  const data = isObject(body) ? body['data'] : undefined;
  if (!Array.isArray(data)) {
    const reason = messageIn(error) ?? messageIn(isObject(body) ? body['error'] : undefined);
    return [{ place, problem: reason ?? 'the response holds no embedding' }];
  }
  return data.map((item: unknown, at): FileRow => {
    const embedding = isObject(item) ? item['embedding'] : undefined;
    const id = data.length === 1 ? customId : `${customId}-${at}`;
    return { place, cells: { id, embedding } };
  });
}

function messageIn(error: unknown): string | undefined {
  const message = isObject(error) ? error['message'] : undefined;
  return typeof message === 'string' ? message : undefined;
}
