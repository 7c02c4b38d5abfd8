import { Failure } from '../../common/failure.ts';
import { readBase64Floats } from '../../model/base64Floats.ts';

/**
 * Returns the vector in a pasted text: a list of JSON or Python, a printed NumPy array, comma-separated values, or base64 of
 * little-endian float32, as embedding services return it. Throws `badInput` if it is none of them.
 */
export function readVectorText(text: string): readonly number[] {
  const trimmed = text.trim().replace(/^["']|["']$/g, '');
  const inner = /\[([^[\]]*)\]/.exec(trimmed)?.[1] ?? trimmed;
  const parts = inner.split(/[\s,;]+/).filter((part) => part !== '');
  const numbers = parts.map(Number);
  if (parts.length > 0 && numbers.every((value) => Number.isFinite(Math.fround(value))))
    return numbers;
  const decoded = readBase64Floats(trimmed);
  if (decoded !== undefined) return decoded;
  throw new Failure(
    'badInput',
    'The clipboard holds no vector: copy a list of numbers, comma-separated values, or base64 of float32',
  );
}
