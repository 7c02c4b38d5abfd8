const digits = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';

/**
 * Returns the float32 numbers (little-endian) that a base64 text holds, as embedding services send them, also in its form for URLs; `undefined` if
 * it holds none.
 */
export function readBase64Floats(text: string): readonly number[] | undefined {
  const packed = text.replaceAll(/\s+/g, '').replaceAll('-', '+').replaceAll('_', '/');
  if (packed.length < 8 || !/^[A-Za-z0-9+/]+={0,2}$/.test(packed)) return undefined;
  const body = packed.replace(/=+$/, '');
  // Four digits are three bytes; a last digit alone is none.
  if (body.length % 4 === 1) return undefined;
  const bytes = decode(body);
  if (bytes.length % 4 !== 0) return undefined;
  const view = new DataView(bytes.buffer);
  const values = Array.from({ length: bytes.length / 4 }, (_, at) => view.getFloat32(at * 4, true));
  return values.every(Number.isFinite) ? values : undefined;
}

function decode(body: string): Uint8Array {
  const bytes = new Uint8Array(Math.floor((body.length * 3) / 4));
  let [bits, held, at] = [0, 0, 0];
  for (const digit of body) {
    bits = ((bits << 6) | digits.indexOf(digit)) & 0xffffff;
    held += 6;
    if (held < 8) continue;
    held -= 8;
    bytes[at++] = (bits >> held) & 0xff;
  }
  return bytes;
}
