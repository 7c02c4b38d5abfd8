import { describe, expect, it } from 'vitest';
import { engineAddressOf, HostPolicy } from '../../../src/pinecone/hostPolicy.ts';
import { IndexHosts } from '../../../src/pinecone/indexHosts.ts';

const cloud = 'https://api.pinecone.io';
const local = 'http://127.0.0.1:5080';
const custom = 'https://vectors.example/team';

/** The address of an index that the controller named. */
function addressOf(controller: string, host: string): string {
  const policy = new HostPolicy(controller, new IndexHosts());
  policy.namedAddressOf(host);
  return policy.checkedAddressOf(host);
}

describe('HostPolicy', () => {
  it.each([
    [cloud, cloud],
    ['https://api.pinecone.io/', cloud],
    ['api.pinecone.io', cloud],
    [local, local],
    [custom, custom],
    ['http://localhost:1', 'http://localhost:1'],
    ['http://[::1]:9/base/', 'http://[::1]:9/base'],
  ])('lets the key go to the controller %s that it was entered for', (url, address) => {
    expect(new HostPolicy(url, new IndexHosts()).controllerUrl).toBe(address);
  });

  it.each([
    ['http://api.pinecone.io', 'forbidden'],
    ['http://127.0.0.1.evil.example', 'forbidden'],
    ['http://10.0.0.1:5080', 'forbidden'],
    ['http://0.0.0.0:5080', 'forbidden'],
    ['http://localhost.:5080', 'forbidden'],
    ['http://[::ffff:127.0.0.1]:5080', 'forbidden'],
    ['http://127.0.0.1:0', 'badInput'],
    ['https://user:word@api.pinecone.io', 'badInput'],
    ['https://api.pinecone.io?a=1', 'badInput'],
    ['ftp://api.pinecone.io', 'badInput'],
    ['not an address', 'badInput'],
    ['', 'badInput'],
  ])('keeps the key from the controller %s', (url, kind) => {
    expect(() => new HostPolicy(url, new IndexHosts())).toThrow(expect.objectContaining({ kind }));
  });

  it.each([
    [cloud, 'my-index-1a2b.svc.aped-1.pinecone.io', 'https://my-index-1a2b.svc.aped-1.pinecone.io'],
    [cloud, 'https://my-index.svc.pinecone.io', 'https://my-index.svc.pinecone.io'],
    [local, 'http://127.0.0.1:5080/_i/words', 'http://127.0.0.1:5080/_i/words'],
    [local, 'localhost:5081', 'http://localhost:5081'],
    ['https://127.0.0.1:5080', 'localhost:5081', 'https://localhost:5081'],
    [custom, 'vectors.example/indexes/words', 'https://vectors.example/indexes/words'],
  ])('of %s, finds the index at %s', (controller, host, address) => {
    expect(addressOf(controller, host)).toBe(address);
  });

  it.each([
    [cloud, 'http://my-index.svc.pinecone.io'],
    [cloud, 'my-index.svc.evil.example'],
    [cloud, 'my-index.svc.pinecone.io:8443'],
    [cloud, 'my-index.svc.pinecone.io.'],
    [cloud, 'my-index.pinecone.io.evil.example'],
    [cloud, 'evilpinecone.io'],
    [cloud, 'my-index.svc.pineсone.io'],
    [cloud, 'http://127.0.0.1:9999'],
    [cloud, 'localhost:9999'],
    [local, 'http://192.168.0.1:5081'],
    [local, 'https://evil.example'],
    [local, 'my-index.svc.pinecone.io'],
    [custom, 'my-index.svc.pinecone.io'],
    [custom, 'api.pinecone.io'],
    [custom, 'http://vectors.example'],
    [custom, 'vectors.example:8443'],
    [custom, 'other.vectors.example'],
    [custom, 'localhost:9999'],
    ['https://staging.pinecone.io', 'my-index.svc.pinecone.io'],
  ])('of %s, keeps the key from an index at %s, though it was named', (controller, host) => {
    expect(() => addressOf(controller, host)).toThrow(
      expect.objectContaining({ kind: 'forbidden' }),
    );
  });

  it.each([
    [cloud, 'my-index.svc.pinecone.io'],
    [local, 'http://127.0.0.1:5081'],
  ])('of %s, keeps the key from an index at %s that only another named', (controller, host) => {
    const hosts = new IndexHosts();
    new HostPolicy('http://127.0.0.1:6000', hosts).namedAddressOf(host);
    expect(() => new HostPolicy(controller, hosts).checkedAddressOf(host)).toThrow(
      expect.objectContaining({
        kind: 'network',
        message: expect.stringMatching(/has returned no/),
      }),
    );
    new HostPolicy(controller, hosts).namedAddressOf(host);
    expect(new HostPolicy(controller, hosts).checkedAddressOf(host)).toContain('://');
  });
});

describe('engineAddressOf', () => {
  it('is an address of this machine', () => {
    expect(engineAddressOf('http://127.0.0.1:5080/')).toBe(local);
  });

  it.each([cloud, custom, 'http://192.168.0.5:80'])('throws `forbidden` for %s', (url) => {
    expect(() => engineAddressOf(url)).toThrow(expect.objectContaining({ kind: 'forbidden' }));
  });
});
