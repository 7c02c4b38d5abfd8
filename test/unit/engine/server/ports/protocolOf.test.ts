import { describe, expect, it } from 'vitest';
import { protocolOf } from '../../../../../src/engine/server/ports/protocolOf.ts';

describe('protocolOf', () => {
  it.each([
    ['', undefined],
    ['P', undefined],
    ['PRI * HTTP/2.0\r', undefined],
    ['PRI * HTTP/2.0\r\n', 'http2'],
    ['PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n', 'http2'],
    ['PO', 'http1'],
    ['GET / HTTP/1.1', 'http1'],
    ['PRI * HTTP/2.1', 'http1'],
    ['\u0016\u0003\u0001', 'tls'],
  ])('takes %j for %s', (begin, protocol) => {
    expect(protocolOf(Buffer.from(begin))).toBe(protocol);
  });
});
