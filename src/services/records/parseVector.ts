import { Failure } from '../../common/failure.ts';

const floatBytes = 4;

/**
 * Returns the vector in a pasted text: a list of JSON or Python, a printed NumPy array, comma-separated values, or base64 of
 * little-endian float32, as embedding services return it. Throws `badInput` if it is none of them.
 */
export function parseVector(text: string): number[] {
  const trimmed = text.trim().replace(/^["']|["']$/g, '');
  const inner = /\[([^[\]]*)\]/.exec(trimmed)?.[1] ?? trimmed;
  const parts = inner.split(/[\s,;]+/).filter((part) => part !== '');
  const numbers = parts.map(Number);
  if (parts.length > 0 && numbers.every((value) => Number.isFinite(Math.fround(value))))
    return numbers;
  const decoded = fromBase64(trimmed);
  if (decoded !== undefined) return decoded;
  throw new Failure(
    'badInput',
    'The clipboard holds no vector: copy a list of numbers, comma-separated values, or base64 of float32',
  );
}

function fromBase64(text: string): number[] | undefined {
  if (text.length < 8 || !/^[A-Za-z0-9+/_-]+={0,2}$/.test(text)) return undefined;
  const digits = text.replace(/=+$/, '');
  // Four digits are three bytes; a last digit alone is none, and `atob` throws.
  if (digits.length % 4 === 1) return undefined;
  const binary = atob(digits.replaceAll('-', '+').replaceAll('_', '/'));
  if (binary.length % floatBytes !== 0) return undefined;
  const view = new DataView(Uint8Array.from(binary, (byte) => byte.charCodeAt(0)).buffer);
  const values = Array.from({ length: binary.length / floatBytes }, (_, at) =>
    view.getFloat32(at * floatBytes, true),
  );
  return values.every(Number.isFinite) ? values : undefined;
}
