import { tmpdir } from 'node:os';
import { describe, expect, it } from 'vitest';
import { go } from '../../clients/languages.ts';
import { readSteps } from '../../clients/runCase.ts';
import { runWithin } from '../../clients/runWithin.ts';
import { withTable } from '../../clients/table.ts';

describe('the lines of a client program', () => {
  it('tell which steps passed, failed and are absent', () => {
    const read = readSteps('create\tok\nwait\tfailed\tno answer\nrecords\tskipped\tnone\n', 1);
    expect([read.get('create'), read.get('wait'), read.get('records')]).toEqual([
      { kind: 'passed' },
      { kind: 'failed', reason: 'no answer' },
      { kind: 'absent', reason: 'none' },
    ]);
  });

  it('fail the steps that are missing, with the end of the output', () => {
    const read = readSteps('create\tok\nPanic: gone', 2);
    expect(read.get('delete')).toEqual({
      kind: 'failed',
      reason: 'the program ended with code 2: create\tok\nPanic: gone',
    });
  });
});

describe('the table of clients', () => {
  const place =
    'a\n<!-- clients: `npm run clients` writes this table -->\nold\n<!-- /clients -->\nb';

  it('replaces the one before it', () => {
    const steps = readSteps('create\tok\nrecords\tskipped\tnone', 0);
    const text = withTable(place, [
      { of: go('5.2.0'), result: { kind: 'ran', steps } },
      { of: go('4.1.4'), result: { kind: 'skipped', reason: 'go is not on this machine' } },
    ]);
    expect(text).not.toContain('old');
    expect(text).toContain('| Go | 5.2.0 | gRPC | ✓ | ✗ | ✗ | ✗ | ✗ | ✗ | ✗ | ✗ | ✗ | – |');
    expect(text).toContain('| Go | 4.1.4 | gRPC | not run |');
    expect(text.endsWith('<!-- /clients -->\nb')).toBe(true);
  });

  it('is rejected if a document has no place for it', () => {
    expect(() => withTable('a', [])).toThrow('has no place for the table');
  });
});

describe('a client program', () => {
  it('that does not end is killed, and its missing steps say so', async () => {
    const program = `console.log('create\\tok'); setInterval(() => {}, 1000);`;
    const command = { file: process.execPath, args: ['-e', program], folder: tmpdir() };
    const { code, output } = await runWithin(command, {}, 500);
    const read = readSteps(output, code);
    expect(read.get('wait')).toMatchObject({
      kind: 'failed',
      reason: expect.stringContaining('killed after 0.5 s'),
    });
  });
});
