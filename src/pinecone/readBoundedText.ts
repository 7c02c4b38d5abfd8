import { Failure } from '../common/failure.ts';

/** Returns the body as text. Throws `badInput`, and drops the rest, when it exceeds `maxBytes`. */
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
        `The response exceeds ${Math.round(maxBytes / 2 ** 20)} MB; request fewer records, or omit their values`,
      );
    }
    text += decoder.decode(chunk, { stream: true });
  }
  return text + decoder.decode();
}
