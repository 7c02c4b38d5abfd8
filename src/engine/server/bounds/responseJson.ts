import { setImmediate } from 'node:timers/promises';
import { responseTooLong, maxResponseBytes } from '../../rules/responseSize.ts';

/** The longest that printing an answer holds the thread. */
const sliceMs = 4;

/** A value of an answer whose JSON is printed already. */
class SerializedJson {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

/** The JSON of an answer, some of whose values may be printed already. */
export function responseJson(body: object): string {
  const fields = Object.entries(body).flatMap(([name, value]: [string, unknown]) => {
    const text = value instanceof SerializedJson ? value.text : JSON.stringify(value);
    return text === undefined ? [] : [`${JSON.stringify(name)}:${text}`];
  });
  return `{${fields.join(',')}}`;
}

/** Prints a list in time slices. Throws `badInput` as soon as it is longer than an answer may be. */
export async function serializeList<T>(
  items: readonly T[],
  answer: (item: T) => object,
): Promise<SerializedJson> {
  const texts = await print(items, (item) => JSON.stringify(answer(item)));
  return new SerializedJson(`[${texts.join(',')}]`);
}

/** Prints an object with a field for each id, as `serializeList` prints a list. */
export async function serializeObject<T extends { readonly id: string }>(
  items: readonly T[],
  answer: (item: T) => object,
): Promise<SerializedJson> {
  const texts = await print(
    items,
    (item) => `${JSON.stringify(item.id)}:${JSON.stringify(answer(item))}`,
  );
  return new SerializedJson(`{${texts.join(',')}}`);
}

async function print<T>(items: readonly T[], textOf: (item: T) => string): Promise<string[]> {
  const texts: string[] = [];
  let length = 0;
  let end = performance.now() + sliceMs;
  for (const item of items) {
    const text = textOf(item);
    length += text.length;
    if (length > maxResponseBytes) throw responseTooLong();
    texts.push(text);
    if (performance.now() < end) continue;
    await setImmediate();
    end = performance.now() + sliceMs;
  }
  return texts;
}
