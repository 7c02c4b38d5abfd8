/** Bytes of a row: a CRC-32 of its values, then the values as float32. */
export function recordBytesOf(dimension: number): number {
  return 4 + 4 * dimension;
}

/** Size of a vector file's header: magic number, version, dimension and stamp. */
export const headerBytes = 64;

const magic = 0x4c46_5356;
const version = 1;
const stampAt = 12;
const stampBytes = 16;

/** The fields of the header. The stamp is 16 bytes in hexadecimal. */
export type FloatFileHeader = { readonly dimension: number; readonly stamp: string };

/** The bytes of a header. */
export function encodeHeader({ dimension, stamp }: FloatFileHeader): Buffer {
  const header = Buffer.alloc(headerBytes);
  header.writeUInt32LE(magic, 0);
  header.writeUInt32LE(version, 4);
  header.writeUInt32LE(dimension, 8);
  header.write(stamp, stampAt, 'hex');
  return header;
}

/** The fields of a header; undefined if its magic number or version differs. */
export function decodeHeader(header: Buffer): FloatFileHeader | undefined {
  if (header.readUInt32LE(0) !== magic || header.readUInt32LE(4) !== version) return undefined;
  const stamp = header.toString('hex', stampAt, stampAt + stampBytes);
  return { dimension: header.readUInt32LE(8), stamp };
}
