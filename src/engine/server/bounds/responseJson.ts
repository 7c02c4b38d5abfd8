import { responseTooLong, maxResponseBytes } from '../../rules/responseSize.ts';
import { forEachInSlices } from './forEachInSlices.ts';

/** Serializes a response, some of whose values are serialized already. */
export function responseJson(body: object): string {
  const fields = Object.entries(body).flatMap(([name, value]: [string, unknown]) => {
    const text = value instanceof SerializedJson ? value.text : JSON.stringify(value);
    return text === undefined ? [] : [`${JSON.stringify(name)}:${text}`];
  });
  return `{${fields.join(',')}}`;
}

/** An already serialized value of a response. */
class SerializedJson {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

/**
 * Joins the JSON of items to a list, in time slices. Throws `badInput` once it exceeds the response limit.
 */
export async function serializeList<T>(
  items: readonly T[],
  jsonOf: (item: T) => string,
): Promise<SerializedJson> {
  const texts = await print(items, jsonOf);
  return new SerializedJson(`[${texts.join(',')}]`);
}

/** Joins the JSON of items to an object with a property for each id, in time slices like `serializeList`. */
export async function serializeObject<T extends { readonly id: string }>(
  items: readonly T[],
  jsonOf: (item: T) => string,
): Promise<SerializedJson> {
  const texts = await print(items, (item) => `${JSON.stringify(item.id)}:${jsonOf(item)}`);
  return new SerializedJson(`{${texts.join(',')}}`);
}

async function print<T>(items: readonly T[], textOf: (item: T) => string): Promise<string[]> {
  const texts: string[] = [];
  let length = 0;
  await forEachInSlices(items, (item) => {
    const text = textOf(item);
    length += text.length;
    if (length > maxResponseBytes) throw responseTooLong();
    texts.push(text);
  });
  return texts;
}
