import { describe, expect, it } from 'vitest';
import { parseAddress } from '../../../src/local/engineAddress.ts';

const address = { url: 'http://127.0.0.1:4000', pid: 12, version: '0.1.0' };

describe('parseAddress', () => {
  it.each(['http://127.0.0.1:4000', 'http://localhost:4000/', 'http://[::1]:4000'])(
    'takes an engine at %s',
    (url) => {
      expect(parseAddress(JSON.stringify({ ...address, url }))).toEqual({
        ...address,
        url: url.replace(/\/$/, ''),
      });
    },
  );

  it.each([
    { ...address, url: 'http://evil.example:4000' },
    { ...address, url: 'http://127.0.0.1.evil.example' },
    { ...address, url: 'file:///etc/passwd' },
    { ...address, url: 'nonsense' },
    { ...address, pid: -1 },
    { ...address, pid: 1.5 },
    { ...address, pid: '12' },
    { url: address.url, pid: address.pid },
    null,
    [],
  ])('takes no engine from %j', (value) => {
    expect(parseAddress(JSON.stringify(value))).toBeUndefined();
  });

  it('reads no engine from invalid JSON', () => {
    expect(parseAddress('{"url":')).toBeUndefined();
  });
});
