import { Failure } from '../../common/failure.ts';
import { rowsOfJson } from '../../model/files/jsonShapes.ts';
import type { FileRows } from '../../model/files/rowFile.ts';
import { textPieces } from './textPieces.ts';

/** Reads the rows of a JSON document: a list of objects, or what Chroma, LangChain or Pinecone export. */
export async function* readJsonFile(file: string): AsyncGenerator<FileRows> {
  const pieces: string[] = [];
  let length = 0;
  for await (const { text } of textPieces(file)) {
    length += text.length;
    if (length > maxLength)
      throw new Failure('badInput', 'it is larger than 256 MB: convert it to JSON Lines');
    pieces.push(text);
  }
  const rows = rowsOfJson(parsed(pieces.join('')));
  if (rows === undefined)
    throw new Failure('badInput', 'it holds no list of records: convert it to JSON Lines');
  yield { rows, share: 1 };
}

/** A JSON document is read as a whole. */
const maxLength = 256 * 1024 * 1024;

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    // The message of the parser quotes the text after the position.
    const place =
      cause instanceof Error ? (/\(line \d+ column \d+\)/.exec(cause.message)?.[0] ?? '') : '';
    throw new Failure('badInput', `it is not valid JSON ${place}`.trim(), { cause });
  }
}
