import { describe, expect, it } from 'vitest';
import { endpointPresets } from '../../../../src/model/embedding/endpointPresets.ts';
import {
  decodeProviderName,
  decodeProviderUrl,
} from '../../../../src/services/embedding/endpointAddress.ts';

describe('the address of a provider', () => {
  it.each([
    ['https://api.openai.com/v1/', 'https://api.openai.com/v1'],
    ['http://127.0.0.1:11434/v1', 'http://127.0.0.1:11434/v1'],
    ['http://localhost:1234/v1/embeddings', 'http://localhost:1234/v1'],
    ['https://a.example/d?api-version=1', 'https://a.example/d?api-version=1'],
  ])('%s is %s', (text, url) => {
    expect(decodeProviderUrl(text)).toBe(url);
  });

  it.each([
    ['http://192.168.1.7:8000/v1', 'must begin with https://, unless it is this machine'],
    ['http://127.0.0.1.evil.example/v1', 'must begin with https://'],
    ['ftp://127.0.0.1/v1', 'must begin with https://'],
    ['https://user:word@api.example/v1', 'must not hold a user'],
    ['api.openai.com/v1', 'looks like https://host/v1'],
    ['', 'looks like https://host/v1'],
  ])('%s is refused', (text, message) => {
    expect(() => decodeProviderUrl(text)).toThrow(message);
  });

  it('is valid in every preset', () => {
    expect(endpointPresets.map(({ url }) => decodeProviderUrl(url))).toEqual(
      endpointPresets.map(({ url }) => url),
    );
  });
});

describe('the name of a provider', () => {
  it.each(['local', 'pinecone', 'My Server', 'a/b', ''])('is not “%s”', (name) => {
    expect(() => decodeProviderName(name)).toThrow(/name/);
  });

  it('is that of each preset', () => {
    expect(endpointPresets.map(({ name }) => decodeProviderName(name))).toHaveLength(9);
  });
});
