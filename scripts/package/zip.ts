import { inflateRawSync } from 'node:zlib';

/** The files in a zip archive, in the order of its directory. Throws where the bytes are no zip archive. */
export function readZip(zip: Buffer): ZipEntry[] {
  const end = zip.lastIndexOf(littleEndian(endOfDirectory));
  if (end < 0) throw new Error('not a zip archive: it has no end of its directory');
  const entries: ZipEntry[] = [];
  let at = zip.readUInt32LE(end + 16);
  for (let count = zip.readUInt16LE(end + 10); count > 0; count--) {
    if (zip.readUInt32LE(at) !== directoryEntry)
      throw new Error(`damaged zip archive: no directory entry at ${at}`);
    const [nameLength, extraLength, commentLength] = [28, 30, 32].map((offset) =>
      zip.readUInt16LE(at + offset),
    ) as [number, number, number];
    entries.push(readEntry(zip, at, nameLength));
    at += 46 + nameLength + extraLength + commentLength;
  }
  return entries.filter(({ name }) => !name.endsWith('/'));
}

export type ZipEntry = {
  readonly name: string;
  readonly sizeBytes: number;
  readonly packedBytes: number;
  /** Unpacks the entry. */
  read(): Buffer;
};

const endOfDirectory = 0x06054b50;
const directoryEntry = 0x02014b50;

function readEntry(zip: Buffer, at: number, nameLength: number): ZipEntry {
  const method = zip.readUInt16LE(at + 10);
  const packedBytes = zip.readUInt32LE(at + 20);
  const local = zip.readUInt32LE(at + 42);
  return {
    name: zip.toString('utf8', at + 46, at + 46 + nameLength),
    packedBytes,
    sizeBytes: zip.readUInt32LE(at + 24),
    read: () => {
      const start = local + 30 + zip.readUInt16LE(local + 26) + zip.readUInt16LE(local + 28);
      const packed = zip.subarray(start, start + packedBytes);
      return method === 0 ? packed : inflateRawSync(packed);
    },
  };
}

function littleEndian(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value);
  return bytes;
}
