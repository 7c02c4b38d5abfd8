import { appendFileSync, closeSync, openSync, readdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import { LogRotation } from '../../../src/engine/process/logRotation.ts';
import { temporaryFolder } from './testEngine.ts';

const maxBytes = 1000;
const line = `${'x'.repeat(99)}\n`;

it('keeps the log in three files of bounded size, the newest lines in the first', () => {
  const folder = temporaryFolder();
  const log = openSync(path.join(folder, 'engine.log'), 'a');
  const rotation = new LogRotation(folder, maxBytes, log);
  for (let at = 0; at < 100; at++) {
    appendFileSync(log, `${at} ${line}`);
    rotation.countWritten(line.length);
  }
  closeSync(log);
  const names = readdirSync(folder).toSorted();
  expect(names).toEqual(['engine.1.log', 'engine.2.log', 'engine.log']);
  for (const name of names)
    expect(statSync(path.join(folder, name)).size).toBeLessThan(maxBytes + 11 * line.length);
  const text = ['engine.2.log', 'engine.1.log', 'engine.log']
    .map((name) => readFileSync(path.join(folder, name), 'utf8'))
    .join('');
  const numbers = text.split('\n').map((one) => Number.parseInt(one, 10));
  // Nothing is missing between the oldest line that is there and the last.
  expect(numbers.filter(Number.isFinite)).toEqual(
    Array.from({ length: 100 - numbers[0]! }, (_, at) => numbers[0]! + at),
  );
  expect(numbers[0]).toBeGreaterThan(0);
});

it('leaves a log alone that another process writes', () => {
  const folder = temporaryFolder();
  const file = path.join(folder, 'engine.log');
  appendFileSync(file, line.repeat(100));
  const other = openSync(path.join(folder, 'other.log'), 'a');
  new LogRotation(folder, maxBytes, other).countWritten(5000);
  closeSync(other);
  expect(readdirSync(folder)).toEqual(['engine.log', 'other.log']);
});
