import { Failure } from '../common/failure.ts';

/** The body as text. Throws `badInput` as soon as it is longer than `maxBytes`, and drops the rest. */
export async function readBoundedText(response: Response, maxBytes: number): Promise<string> {
  if (response.body === null) return '';
  const decoder = new TextDecoder();
  let text = '';
  let length = 0;
  for await (const chunk of response.body) {
    length += chunk.length;
    if (length > maxBytes) {
      throw new Failure(
        'badInput',
        `The answer has more than ${Math.round(maxBytes / 2 ** 20)} MB; ask for fewer records, or without their values`,
      );
    }
    text += decoder.decode(chunk, { stream: true });
  }
  return text + decoder.decode();
}
