import { describe, expect, it } from 'vitest';
import { parseRecord } from '../../../src/local/engineRecord.ts';

const record = { url: 'http://127.0.0.1:4000', pid: 12, version: '0.1.0' };

describe('parseRecord', () => {
  it.each(['http://127.0.0.1:4000', 'http://localhost:4000/', 'http://[::1]:4000'])(
    'takes an engine at %s',
    (url) => {
      expect(parseRecord(JSON.stringify({ ...record, url }))).toEqual({
        ...record,
        url: url.replace(/\/$/, ''),
      });
    },
  );

  it.each([
    { ...record, url: 'http://evil.example:4000' },
    { ...record, url: 'http://127.0.0.1.evil.example' },
    { ...record, url: 'file:///etc/passwd' },
    { ...record, url: 'nonsense' },
    { ...record, pid: -1 },
    { ...record, pid: 1.5 },
    { ...record, pid: '12' },
    { url: record.url, pid: record.pid },
    null,
    [],
  ])('takes no engine from %j', (value) => {
    expect(parseRecord(JSON.stringify(value))).toBeUndefined();
  });

  it('takes no engine from what is not JSON', () => {
    expect(parseRecord('{"url":')).toBeUndefined();
  });
});
