import { readdirSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { inRepository } from '../../../../scripts/repository.ts';
import { startEngine, type EngineProcess } from '../../../support/engineProcess.ts';
import { programBundle, runProgram } from '../../../support/evaluation/programs.ts';

const folder = inRepository('media/samples/notebooks');
const names = readdirSync(folder).filter((name) => name.endsWith('.vecnb'));
let engine: EngineProcess;

beforeAll(async () => {
  engine = await startEngine({ args: ['--ephemeral', '--models', inRepository('media/models')] });
  const headers = { 'api-key': engine.key, 'content-type': 'application/json' };
  for (const name of ['english-words', 'fiori-docs']) {
    const body = JSON.stringify({ name });
    const made = await fetch(`${engine.url}/_vectorscope/samples`, {
      method: 'POST',
      headers,
      body,
    });
    await made.text();
  }
});
afterAll(() => engine?.stop());

describe('the gallery of notebooks', () => {
  it.each(names)('%s runs offline, and meets its assertions', async (name) => {
    const program = await programBundle('src/headless/notebook/main.ts');
    const variables = { PINECONE_API_KEY: engine.key, PINECONE_CONTROLLER_HOST: engine.url };
    const { code, stdout, stderr } = await runProgram(
      program,
      ['run', path.join(folder, name)],
      variables,
    );
    expect([stdout.match(/^(?:UNMET|FAILED|INVALID).*/m)?.[0], stderr, code]).toEqual([
      undefined,
      '',
      0,
    ]);
  });
});
