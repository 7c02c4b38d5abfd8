import type { Hit } from '../../../src/model/hit.ts';

/** Formats the hits as JSON with an indentation of two spaces, and one line per vector and per list. */
export function hitsToJson(hits: readonly Hit[]): string {
  return [...jsonPieces(hits)].join('');
}

/** Returns the JSON of the hits in pieces of some thousand characters that begin with a line, each made when it is asked for. */
export function* jsonPieces(hits: readonly Hit[]): Generator<string> {
  let piece = '[';
  for (const [at, hit] of hits.entries()) {
    piece += `\n${hitToJson(hit)}${at === hits.length - 1 ? '' : ','}`;
    if (piece.length < pieceLength) continue;
    yield piece;
    piece = '';
  }
  yield hits.length === 0 ? '[]' : `${piece}\n]`;
}

const pieceLength = 8000;

function hitToJson({ id, score, metadata, values }: Hit): string {
  const fields = [`    "id": ${JSON.stringify(id)}`, `    "score": ${score}`];
  const entries = Object.entries(metadata).map(
    ([key, value]) => `      ${JSON.stringify(key)}: ${JSON.stringify(value)}`,
  );
  fields.push(`    "metadata": ${entries.length > 0 ? `{\n${entries.join(',\n')}\n    }` : '{}'}`);
  if (values.length > 0) fields.push(`    "values": [${values.join(', ')}]`);
  return `  {\n${fields.join(',\n')}\n  }`;
}
