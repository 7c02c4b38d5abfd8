/** Returns the protocol of a connection that begins with these bytes, or undefined if more are needed. */
export function protocolOf(bytes: Uint8Array): 'http1' | 'http2' | 'tls' | undefined {
  if (bytes[0] === handshake) return 'tls';
  const begin = bytes.subarray(0, preface.length);
  if (!preface.subarray(0, begin.length).equals(begin)) return 'http1';
  return begin.length === preface.length ? 'http2' : undefined;
}

/** The first 16 bytes of HTTP/2. No request of HTTP/1 begins with them. */
const preface = Buffer.from('PRI * HTTP/2.0\r\n');

/** The first byte of TLS. */
const handshake = 0x16;
