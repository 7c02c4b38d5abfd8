import { copyFile, cp, mkdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { inRepository } from '../../scripts/repository.ts';
import type { ClientCase } from './clientCase.ts';
import { build, install, onceIn } from './install.ts';

const programs = path.join(import.meta.dirname, 'programs');
const isWindows = process.platform === 'win32';

/** The official TypeScript client that the project itself has among its tools. */
export async function ownTypeScript(): Promise<ClientCase> {
  const about = 'node_modules/@pinecone-database/pinecone/package.json';
  const { version } = JSON.parse(await readFile(inRepository(about), 'utf8')) as {
    version: string;
  };
  return {
    ...typeScript(version),
    prepare: async (folder) => {
      await mkdir(folder, { recursive: true });
      const modules = path.join(folder, 'node_modules');
      await rm(modules, { force: true });
      await symlink(inRepository('node_modules'), modules, 'junction');
      return typeScriptCommand(folder);
    },
  };
}

/** The official TypeScript client. */
export function typeScript(version: string): ClientCase {
  return {
    language: 'TypeScript',
    client: '@pinecone-database/pinecone',
    version,
    transport: 'REST',
    needs: [],
    prepare: async (folder, signal) => {
      const name = `@pinecone-database/pinecone@${version}`;
      const options = ['--ignore-scripts', '--no-audit', '--no-fund', '--prefix', folder];
      await onceIn(folder, () => install('npm', ['install', ...options, name], folder, signal));
      return typeScriptCommand(folder);
    },
  };
}

async function typeScriptCommand(folder: string): ReturnType<ClientCase['prepare']> {
  await copyFile(path.join(programs, 'typescript.mjs'), path.join(folder, 'program.mjs'));
  return { file: process.execPath, args: ['program.mjs'], folder };
}

const extras = { REST: '', gRPC: '[grpc]', asyncio: '[asyncio]' } as const;

/** The official Python client. From version 9 on it has all transports without extras. */
export function python(version: string, transport: keyof typeof extras): ClientCase {
  const needsExtra = Number(version.split('.')[0]) < 9;
  return {
    language: 'Python',
    client: 'pinecone',
    version,
    transport,
    needs: ['python3'],
    prepare: async (folder, signal) => {
      const venv = needsExtra ? `${folder}-${transport}` : folder;
      const own = path.join(venv, isWindows ? 'Scripts/python.exe' : 'bin/python');
      const wanted = `pinecone${needsExtra ? extras[transport] : ''}==${version}`;
      await onceIn(venv, async () => {
        await install('python3', ['-m', 'venv', venv], programs, signal);
        const pip = ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', wanted];
        await install(own, pip, venv, signal);
      });
      const program = path.join(programs, 'python.py');
      return { file: own, args: [program, transport.toLowerCase()], folder: venv };
    },
  };
}

/** The official Go client. */
export function go(version: string): ClientCase {
  const [major = ''] = version.split('.');
  return {
    language: 'Go',
    client: 'go-pinecone',
    version,
    transport: 'gRPC',
    needs: ['go'],
    prepare: async (folder, signal) => {
      await onceIn(folder, async () => {
        await copyInto(folder, 'go');
        await replaceIn(path.join(folder, 'main.go'), 'go-pinecone/v5', `go-pinecone/v${major}`);
        const module = `github.com/pinecone-io/go-pinecone/v${major}`;
        await writeFile(path.join(folder, 'go.mod'), `module program\n\ngo 1.21\n`);
        await install('go', ['get', `${module}@v${version}`], folder, signal);
        await install('go', ['mod', 'tidy'], folder, signal);
        await build('go', ['build', '-o', 'program', '.'], folder, signal);
      });
      return { file: path.join(folder, 'program'), args: [], folder };
    },
  };
}

/** The official Java client. */
export function java(version: string): ClientCase {
  return {
    language: 'Java',
    client: 'pinecone-client',
    version,
    transport: 'gRPC',
    needs: ['java', 'javac', 'mvn'],
    prepare: async (folder, signal) => {
      const list = path.join(folder, 'classpath');
      await onceIn(folder, async () => {
        await copyInto(folder, 'java');
        await replaceIn(path.join(folder, 'pom.xml'), '>6.1.0<', `>${version}<`);
        const goal = 'org.apache.maven.plugins:maven-dependency-plugin:3.6.1:build-classpath';
        await install('mvn', ['-q', '-B', goal, `-Dmdep.outputFile=${list}`], folder, signal);
        const classpath = await readFile(list, 'utf8');
        await build('javac', ['-cp', classpath, '-d', 'out', 'Program.java'], folder, signal);
      });
      const classpath = `out${path.delimiter}${await readFile(list, 'utf8')}`;
      return { file: 'java', args: ['-cp', classpath, 'Program'], folder };
    },
  };
}

/** The official Rust client. */
export function rust(version: string): ClientCase {
  return {
    language: 'Rust',
    client: 'pinecone-sdk',
    version,
    transport: 'gRPC',
    needs: ['cargo'],
    prepare: async (folder, signal) => {
      await onceIn(folder, async () => {
        await copyInto(folder, 'rust');
        await replaceIn(path.join(folder, 'Cargo.toml'), '=0.1.2', `=${version}`);
        await install('cargo', ['fetch', '--quiet'], folder, signal);
        await build('cargo', ['build', '--quiet'], folder, signal);
      });
      return { file: path.join(folder, 'target/debug/program'), args: [], folder };
    },
  };
}

function copyInto(folder: string, name: string): Promise<void> {
  return cp(path.join(programs, name), folder, { recursive: true });
}

async function replaceIn(file: string, from: string, to: string): Promise<void> {
  await writeFile(file, (await readFile(file, 'utf8')).replaceAll(from, to));
}
