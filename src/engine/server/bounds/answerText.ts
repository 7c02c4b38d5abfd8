import { setImmediate } from 'node:timers/promises';
import { answerTooLong, maxAnswerBytes } from '../../rules/answerSize.ts';

/** The longest that printing an answer holds the thread. */
const sliceMs = 4;

/** A value of an answer whose JSON is printed already. */
class PrintedJson {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

/** The JSON of an answer, some of whose values may be printed already. */
export function answerText(body: object): string {
  const fields = Object.entries(body).flatMap(([name, value]: [string, unknown]) => {
    const text = value instanceof PrintedJson ? value.text : JSON.stringify(value);
    return text === undefined ? [] : [`${JSON.stringify(name)}:${text}`];
  });
  return `{${fields.join(',')}}`;
}

/** Prints a list in time slices. Throws `badInput` as soon as it is longer than an answer may be. */
export async function listOf<T>(
  items: readonly T[],
  answer: (item: T) => object,
): Promise<PrintedJson> {
  const texts = await print(items, (item) => JSON.stringify(answer(item)));
  return new PrintedJson(`[${texts.join(',')}]`);
}

/** Prints an object with a field for each id, as `listOf` prints a list. */
export async function objectOf<T extends { readonly id: string }>(
  items: readonly T[],
  answer: (item: T) => object,
): Promise<PrintedJson> {
  const texts = await print(
    items,
    (item) => `${JSON.stringify(item.id)}:${JSON.stringify(answer(item))}`,
  );
  return new PrintedJson(`{${texts.join(',')}}`);
}

async function print<T>(items: readonly T[], textOf: (item: T) => string): Promise<string[]> {
  const texts: string[] = [];
  let length = 0;
  let end = performance.now() + sliceMs;
  for (const item of items) {
    const text = textOf(item);
    length += text.length;
    if (length > maxAnswerBytes) throw answerTooLong();
    texts.push(text);
    if (performance.now() < end) continue;
    await setImmediate();
    end = performance.now() + sliceMs;
  }
  return texts;
}
