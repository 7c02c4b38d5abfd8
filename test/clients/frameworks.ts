import { copyFile } from 'node:fs/promises';
import path from 'node:path';
import type { ClientCase } from './clientCase.ts';
import { onceIn } from './install.ts';
import {
  copyInto,
  installJava,
  installNode,
  installPython,
  javaCommand,
  programs,
  replaceIn,
} from './programs.ts';

type Framework = Pick<ClientCase, 'language' | 'client' | 'version'>;

const sources = path.join(programs, 'frameworks');

/** The newest frameworks that store vectors in Pinecone, by language. */
export const frameworks: readonly ClientCase[] = [
  ofPython(named('LangChain, Python', 'langchain-pinecone', '0.2.13'), 'langchain', []),
  ofPython(
    named('LlamaIndex, Python', 'llama-index-vector-stores-pinecone', '0.9.0'),
    'llamaindex',
    [],
  ),
  ofPython(named('Haystack', 'pinecone-haystack', '7.0.0'), 'haystack', []),
  ofPython(named('mem0', 'mem0ai', '2.2.1'), 'mem0', ['pinecone==7.3.0']),
  ofNode(named('LangChain, TypeScript', '@langchain/pinecone', '1.0.3'), 'langchain', [
    '@langchain/core@1.4.0',
  ]),
  ofNode(named('LlamaIndex.TS', '@llamaindex/pinecone', '0.1.23'), 'llamaindex', [
    '@llamaindex/core@0.6.23',
    '@llamaindex/env@0.1.31',
  ]),
  ofNode(named('Genkit', 'genkitx-pinecone', '1.42.0'), 'genkit', ['genkit@1.42.0']),
  ofNode(named('Mastra', '@mastra/pinecone', '1.1.1'), 'mastra', ['@mastra/core@1.71.0']),
  ofJava(named('LangChain4j', 'langchain4j-pinecone', '1.13.0-beta23'), 'langchain4j'),
  ofJava(named('Spring AI', 'spring-ai-pinecone-store', '1.1.3'), 'springai'),
];

function named(language: string, client: string, version: string): Framework {
  return { language, client, version };
}

function ofPython(framework: Framework, program: string, others: readonly string[]): ClientCase {
  return {
    ...framework,
    transport: 'REST',
    needs: ['python3'],
    prepare: async (folder, signal) => {
      const wanted = `${framework.client}==${framework.version}`;
      const own = await installPython(folder, [wanted, ...others], signal);
      return { file: own, args: [path.join(sources, `${program}_program.py`)], folder };
    },
  };
}

function ofNode(framework: Framework, program: string, others: readonly string[]): ClientCase {
  return {
    ...framework,
    transport: 'REST',
    needs: [],
    prepare: async (folder, signal) => {
      const wanted = `${framework.client}@${framework.version}`;
      await installNode(folder, [wanted, ...others], signal);
      for (const name of ['steps.mjs', `${program}.mjs`])
        await copyFile(path.join(sources, name), path.join(folder, name));
      return { file: process.execPath, args: [`${program}.mjs`], folder };
    },
  };
}

function ofJava(framework: Framework, program: string): ClientCase {
  return {
    ...framework,
    transport: 'gRPC',
    needs: ['java', 'javac', 'mvn'],
    prepare: async (folder, signal) => {
      await onceIn(folder, async () => {
        await copyInto(folder, `frameworks/${program}`);
        await replaceIn(path.join(folder, 'pom.xml'), 'VERSION', framework.version);
        await installJava(folder, signal);
      });
      return javaCommand(folder);
    },
  };
}
