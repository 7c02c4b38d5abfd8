import type { EmbeddingEndpoint } from './embeddingEndpoint.ts';

/** A known server: what the wizard proposes. */
export type EndpointPreset = {
  readonly label: string;
  readonly name: string;
  readonly url: string;
  readonly needsKey: boolean;
  readonly keyHeader?: EmbeddingEndpoint['keyHeader'];
  /** Example of a model's name. */
  readonly model: string;
};

export const endpointPresets: readonly EndpointPreset[] = [
  {
    label: 'Ollama',
    name: 'ollama',
    url: 'http://127.0.0.1:11434/v1',
    needsKey: false,
    model: 'nomic-embed-text:latest',
  },
  {
    label: 'LM Studio',
    name: 'lm-studio',
    url: 'http://127.0.0.1:1234/v1',
    needsKey: false,
    model: 'text-embedding-nomic-embed-text-v1.5',
  },
  {
    label: 'llama.cpp',
    name: 'llama-cpp',
    url: 'http://127.0.0.1:8080/v1',
    needsKey: false,
    model: 'default',
  },
  {
    label: 'vLLM',
    name: 'vllm',
    url: 'http://127.0.0.1:8000/v1',
    needsKey: false,
    model: 'BAAI/bge-m3',
  },
  {
    label: 'OpenAI',
    name: 'openai',
    url: 'https://api.openai.com/v1',
    needsKey: true,
    model: 'text-embedding-3-small',
  },
  {
    label: 'Azure OpenAI',
    name: 'azure',
    url: 'https://name.openai.azure.com/openai/v1',
    needsKey: true,
    keyHeader: 'api-key',
    model: 'text-embedding-3-small',
  },
  {
    label: 'Mistral',
    name: 'mistral',
    url: 'https://api.mistral.ai/v1',
    needsKey: true,
    model: 'mistral-embed',
  },
  {
    label: 'Jina',
    name: 'jina',
    url: 'https://api.jina.ai/v1',
    needsKey: true,
    model: 'jina-embeddings-v3',
  },
  {
    label: 'Gemini',
    name: 'gemini',
    url: 'https://generativelanguage.googleapis.com/v1beta/openai',
    needsKey: true,
    model: 'gemini-embedding-001',
  },
];
