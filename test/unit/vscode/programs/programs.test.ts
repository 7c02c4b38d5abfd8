import { beforeEach, describe, expect, it, vi } from 'vitest';
import { Failure } from '../../../../src/common/failure.ts';
import { Secret } from '../../../../src/common/secret.ts';
import { localEnvironment, type Environment } from '../../../../src/model/environment.ts';
import { ProgramAccess } from '../../../../src/vscode/programs/programAccess.ts';
import { ProgramDebug } from '../../../../src/vscode/programs/programDebug.ts';
import { ProgramTerminal } from '../../../../src/vscode/programs/programTerminal.ts';
import { asked } from '../../../support/vscode/messages.ts';

vi.mock('vscode', () => import('../../../support/vscode/messages.ts'));

const key = 'pcsk_program-canary';
const team: Environment = { ...localEnvironment, id: 'team', name: 'team', kind: 'cloud' };
const variables = { PINECONE_API_KEY: key };

function createAccess(): ProgramAccess {
  return new ProgramAccess({
    environments: { byName: (name: string) => (name === 'team' ? team : undefined) },
    connections: {
      endpoint: () => Promise.resolve({ url: 'https://api.pinecone.io', key: new Secret(key) }),
    },
    catalog: {},
  } as never);
}

async function run(command: string): Promise<{ text: string; code: number }> {
  const terminal = new ProgramTerminal({
    command,
    folder: undefined,
    variables: () => Promise.resolve(variables),
  });
  let text = '';
  terminal.onDidWrite((part) => (text += part));
  const code = await new Promise<number>((resolve) => {
    terminal.onDidClose(resolve);
    terminal.open();
  });
  return { text, code };
}

describe('a task with a key', () => {
  const node = `"${process.execPath}"`;

  it('has it in its variable, and ends with the code of its program', async () => {
    const program = `process.stdout.write(String(process.env.PINECONE_API_KEY.length)); process.exit(3)`;
    expect(await run(`${node} -e "${program}"`)).toEqual({ text: String(key.length), code: 3 });
    expect(process.env['PINECONE_API_KEY']).toBeUndefined();
  });

  it('has no variables of VS Code itself', async () => {
    vi.stubEnv('ELECTRON_RUN_AS_NODE', '1');
    vi.stubEnv('VSCODE_PID', '7');
    const program = `process.stdout.write([process.env.ELECTRON_RUN_AS_NODE, process.env.VSCODE_PID].join())`;
    expect((await run(`${node} -e "${program}"`)).text).toBe(',');
    vi.unstubAllEnvs();
  });

  it('ends with what it started when its terminal is closed', async () => {
    const terminal = new ProgramTerminal({
      command: `${node} -e "console.log('on'); setInterval(() => 0, 1000)"`,
      folder: undefined,
      variables: () => Promise.resolve(variables),
    });
    const closed = new Promise<number>((resolve) => terminal.onDidClose(resolve));
    terminal.onDidWrite((text) => {
      if (text.includes('on')) terminal.handleInput('\u0003');
    });
    terminal.open();
    expect(await closed).not.toBe(0);
  });

  it('does not run when the user refuses', async () => {
    const terminal = new ProgramTerminal({
      command: 'exit 0',
      folder: undefined,
      variables: () => Promise.reject(new Failure('cancelled', 'Cancelled')),
    });
    const closed = new Promise<number>((resolve) => terminal.onDidClose(resolve));
    terminal.open();
    expect(await closed).toBe(1);
  });
});

describe('a debug configuration with a key', () => {
  let reported: unknown[];
  let debug: ProgramDebug;

  beforeEach(() => {
    asked.questions = [];
    asked.button = 0;
    reported = [];
    debug = new ProgramDebug(createAccess(), (error) => void reported.push(error));
  });

  const resolve = (configuration: object): Promise<object | undefined> =>
    debug.resolveDebugConfiguration(undefined, {
      type: 'vectorscope',
      request: 'launch',
      name: 'mine',
      environment: 'team',
      ...configuration,
    });

  it('becomes the one inside it, with the key in its environment', async () => {
    const inner = { type: 'node', request: 'launch', program: 'a.js', env: { A: '1' } };
    expect(await resolve({ configuration: inner })).toEqual({
      ...inner,
      name: 'mine',
      env: { A: '1', ...variables },
    });
    expect(asked.questions).toEqual(['Debug a program with the key of “team”?']);
  });

  it('has a list of variables for C++', async () => {
    const inner = { type: 'cppdbg', request: 'launch' };
    expect(await resolve({ configuration: inner })).toMatchObject({
      environment: [{ name: 'PINECONE_API_KEY', value: key }],
    });
  });

  it('asks once if the user says so', async () => {
    asked.button = 1;
    const configuration = { type: 'node', request: 'launch' };
    await resolve({ configuration });
    await resolve({ configuration });
    expect(asked.questions.length).toBe(1);
  });

  it('does not start when the user refuses', async () => {
    asked.button = undefined;
    expect(await resolve({ configuration: { type: 'node', request: 'launch' } })).toBeUndefined();
    expect(reported).toEqual([]);
  });

  it.each([
    [
      '“environment” must be the name of one',
      { environment: 7, configuration: { type: 'node', request: 'launch' } },
    ],
    [
      'There is no environment “gone”',
      { environment: 'gone', configuration: { type: 'node', request: 'launch' } },
    ],
    [
      '“configuration” must be a debug configuration with “type” and “request”',
      { configuration: 'node' },
    ],
  ])('says %s', async (message, configuration) => {
    expect(await resolve(configuration)).toBeUndefined();
    expect(reported.map((error) => Failure.from(error).message)).toEqual([message]);
  });
});
