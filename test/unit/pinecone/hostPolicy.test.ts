import { describe, expect, it } from 'vitest';
import { HostPolicy } from '../../../src/pinecone/hostPolicy.ts';

const cloud = 'https://api.pinecone.io';
const local = 'http://127.0.0.1:5080';

describe('HostPolicy', () => {
  it.each([
    [cloud, 'https://api.pinecone.io'],
    ['https://api.pinecone.io/', 'https://api.pinecone.io'],
    ['api.pinecone.io', 'https://api.pinecone.io'],
    [local, local],
    ['http://localhost:1', 'http://localhost:1'],
    ['http://[::1]:9/base/', 'http://[::1]:9/base'],
  ])('lets the key go to the controller %s', (url, address) => {
    expect(new HostPolicy(url, []).controllerUrl).toBe(address);
  });

  it.each([
    ['http://api.pinecone.io', 'forbidden'],
    ['https://pinecone.io.evil.example', 'forbidden'],
    ['https://evilpinecone.io', 'forbidden'],
    ['https://evil.example/api.pinecone.io', 'forbidden'],
    ['http://127.0.0.1.evil.example', 'forbidden'],
    ['http://10.0.0.1:5080', 'forbidden'],
    ['http://0.0.0.0:5080', 'forbidden'],
    ['https://user:word@api.pinecone.io', 'badInput'],
    ['https://api.pinecone.io?a=1', 'badInput'],
    ['ftp://api.pinecone.io', 'badInput'],
    ['not an address', 'badInput'],
    ['', 'badInput'],
  ])('keeps the key from the controller %s', (url, kind) => {
    expect(() => new HostPolicy(url, [])).toThrow(expect.objectContaining({ kind }));
  });

  it('lets the key go to a host that the user confirmed, over https only', () => {
    const confirmed = ['vectors.example', 'https://other.example:8443'];
    expect(new HostPolicy('https://vectors.example/base', confirmed).controllerUrl).toBe(
      'https://vectors.example/base',
    );
    expect(new HostPolicy('https://other.example:8443', confirmed).controllerUrl).toBe(
      'https://other.example:8443',
    );
    expect(() => new HostPolicy('http://vectors.example', confirmed)).toThrow(/https:\/\//);
    expect(() => new HostPolicy('https://other.example', confirmed)).toThrow(/confirmed/);
  });

  it.each([
    [cloud, 'my-index-1a2b.svc.aped-1.pinecone.io', 'https://my-index-1a2b.svc.aped-1.pinecone.io'],
    [cloud, 'https://my-index.svc.pinecone.io', 'https://my-index.svc.pinecone.io'],
    [local, 'http://127.0.0.1:5080/_i/words', 'http://127.0.0.1:5080/_i/words'],
    [local, 'localhost:5081', 'http://localhost:5081'],
    ['https://127.0.0.1:5080', 'localhost:5081', 'https://localhost:5081'],
  ])('of %s, finds the index at %s', (controller, host, address) => {
    expect(new HostPolicy(controller, []).checkedAddressOf(host)).toBe(address);
  });

  it.each([
    [cloud, 'http://my-index.svc.pinecone.io'],
    [cloud, 'my-index.svc.evil.example'],
    [cloud, 'http://127.0.0.1:9999'],
    [cloud, 'localhost:9999'],
    [local, 'http://192.168.0.1:5081'],
    [local, 'https://evil.example'],
  ])('of %s, keeps the key from an index at %s', (controller, host) => {
    expect(() => new HostPolicy(controller, []).checkedAddressOf(host)).toThrow(
      expect.objectContaining({ kind: 'forbidden' }),
    );
  });
});
