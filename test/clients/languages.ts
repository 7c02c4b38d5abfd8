import { copyFile, mkdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { inRepository } from '../../scripts/repository.ts';
import type { ClientCase } from './clientCase.ts';
import {
  classpathOf,
  copyInto,
  installJava,
  installNode,
  installPython,
  javaCommand,
  programs,
  pythonOf,
  replaceIn,
  writeInto,
} from './programs.ts';
import { build, install, onceIn } from './install.ts';

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
    copied: {
      language: 'typescript',
      prepare: async (folder, code) => {
        await writeFile(path.join(folder, 'copied.mts'), code);
        return { file: process.execPath, args: ['--no-warnings', 'copied.mts'], folder };
      },
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
      await installNode(folder, [name], signal);
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
      const wanted = `pinecone${needsExtra ? extras[transport] : ''}==${version}`;
      const own = await installPython(venv, [wanted], signal);
      const program = path.join(programs, 'python.py');
      return { file: own, args: [program, transport.toLowerCase()], folder: venv };
    },
  };
}

/** Adds the code that is copied for Python, which uses REST. */
export function withCopiedPython(one: ClientCase): ClientCase {
  return {
    ...one,
    copied: {
      language: 'python',
      prepare: async (folder, code) => {
        await writeFile(path.join(folder, 'copied.py'), code);
        return { file: pythonOf(folder), args: ['copied.py'], folder };
      },
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

/** Adds the code that is copied for Go. */
export function withCopiedGo(one: ClientCase): ClientCase {
  return {
    ...one,
    copied: {
      language: 'go',
      prepare: async (folder, code) => {
        await writeInto(path.join(folder, 'copied'), 'main.go', code);
        return { file: 'go', args: ['run', './copied'], folder };
      },
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
      await onceIn(folder, async () => {
        await copyInto(folder, 'java');
        if (version.startsWith('5.')) await copyInto(folder, 'java5');
        await replaceIn(path.join(folder, 'pom.xml'), '>6.1.0<', `>${version}<`);
        await installJava(folder, signal);
      });
      return javaCommand(folder);
    },
  };
}

/** Adds the code that is copied for Java. */
export function withCopiedJava(one: ClientCase): ClientCase {
  return {
    ...one,
    copied: {
      language: 'java',
      prepare: async (folder, code) => {
        await writeFile(path.join(folder, 'Main.java'), code);
        return { file: 'java', args: ['-cp', await classpathOf(folder), 'Main.java'], folder };
      },
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
    copied: {
      language: 'rust',
      prepare: async (folder, code) => {
        await writeInto(path.join(folder, 'src/bin'), 'copied.rs', code);
        return { file: 'cargo', args: ['run', '--quiet', '--bin', 'copied'], folder };
      },
    },
  };
}
