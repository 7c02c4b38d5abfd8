/** Of the file of vectors: magic, version, dimension, and the stamp. */
export const headerBytes = 64;

const magic = 0x4c46_5356;
const version = 1;
const stampAt = 12;
const stampBytes = 16;

export type FloatFileHeader = { readonly dimension: number; readonly stamp: string };

/** A row: the checksum of its bytes, then its values as float32. */
export function recordBytesOf(dimension: number): number {
  return 4 + 4 * dimension;
}

export function encodeHeader({ dimension, stamp }: FloatFileHeader): Buffer {
  const header = Buffer.alloc(headerBytes);
  header.writeUInt32LE(magic, 0);
  header.writeUInt32LE(version, 4);
  header.writeUInt32LE(dimension, 8);
  header.write(stamp, stampAt, 'hex');
  return header;
}

/** Undefined where it is none of this version. */
export function decodeHeader(header: Buffer): FloatFileHeader | undefined {
  if (header.readUInt32LE(0) !== magic || header.readUInt32LE(4) !== version) return undefined;
  const stamp = header.toString('hex', stampAt, stampAt + stampBytes);
  return { dimension: header.readUInt32LE(8), stamp };
}
