import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { RejectedRequests } from '../../../../src/engine/server/access/rejectedRequests.ts';
import { RecordingLog } from '../../../support/recordingLog.ts';
import { TestEngine } from '../testEngine.ts';

describe('the log of requests', () => {
  let engine: TestEngine;
  beforeEach(() => (engine = new TestEngine()));
  afterEach(() => engine.close());

  it('has the path as it was sent, on one line', async () => {
    const path = '/indexes/a%0D%0A2026-01-01T00:00:00.000Z%20error%20stolen%1B%5B31m%E2%80%AE';
    await engine.send('GET', path);
    expect(engine.log.lines).toEqual([expect.stringContaining(`GET ${path} 404`)]);
  });

  it('has nothing of what comes after the path', async () => {
    await engine.send('GET', '/indexes?api_key=pcsk_in-the-query');
    expect(engine.log.lines).toEqual([expect.stringMatching(/GET \/indexes 200 [\d.]+ ms$/)]);
  });

  it('cuts paths that are long', async () => {
    await engine.send('GET', `/indexes/${'x'.repeat(5000)}`);
    expect(engine.log.text.length).toBeLessThan(400);
  });

  it('has one line for a flood without the key or for another host', async () => {
    for (let count = 0; count < 50; count++) {
      await engine.send('GET', `/flood/${count}`, undefined, { 'api-key': 'wrong' });
      await engine.send('GET', `/flood/${count}`, undefined, { host: 'evil.example' });
    }
    expect(engine.log.lines).toEqual(['warn refused without the key or for another host: 1']);
  });
});

describe('RejectedRequests', () => {
  it('logs the first at once, and those of a minute together', () => {
    const log = new RecordingLog();
    let now = 0;
    const refused = new RejectedRequests(log, () => now);
    for (now of [0, 1000, 59_999, 60_000, 60_001, 120_000]) refused.add();
    expect(log.lines.map((line) => line.split(': ')[1])).toEqual(['1', '3', '2']);
  });
});
