import { after, before, describe, it } from 'mocha';
import assert from 'node:assert/strict';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import * as vscode from 'vscode';
import { Failure } from '../../src/common/failure.ts';
import { silentLog } from '../../src/common/log.ts';
import { Secret } from '../../src/common/secret.ts';
import { cloudControllerUrl } from '../../src/model/environment.ts';
import { ProxyAwareFetch } from '../../src/pinecone/proxyAwareFetch.ts';
import { createPineconeClient } from '../../src/pinecone/restPineconeClient.ts';

const key = 'pckey_proxy-canary';

/** A proxy that writes down what it is asked for, and refuses it. */
async function startProxy(asked: string[]): Promise<Server> {
  const proxy = createServer((request, response) => {
    asked.push(`${request.method} ${request.url} ${JSON.stringify(request.rawHeaders)}`);
    response.writeHead(502).end();
  });
  proxy.on('connect', (request, socket) => {
    asked.push(`CONNECT ${request.url} ${JSON.stringify(request.rawHeaders)}`);
    socket.end('HTTP/1.1 502 Refused\r\n\r\n');
  });
  await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve));
  return proxy;
}

describe('the proxy of the settings', () => {
  const asked: string[] = [];
  const carrier = new ProxyAwareFetch();
  let proxy: Server;

  before(async () => {
    proxy = await startProxy(asked);
    await setProxy(`http://127.0.0.1:${(proxy.address() as AddressInfo).port}`);
  });

  after(async () => {
    carrier.dispose();
    await setProxy(undefined);
    proxy.closeAllConnections();
    await new Promise((resolve) => proxy.close(resolve));
  });

  it('carries requests to Pinecone, does not see the key, and is named when it refuses', async () => {
    const client = createPineconeClient({
      access: 'write',
      endpoint: { url: cloudControllerUrl, key: new Secret(key) },
      log: silentLog,
      fetch: carrier.fetch,
    });

    const failure = await client.listIndexes(new AbortController().signal).then(
      () => assert.fail('the request went past the proxy'),
      (error: unknown) => error,
    );
    assert.ok(Failure.is(failure));
    assert.deepEqual(
      {
        asked: asked.map((line) => line.split(' ', 2).join(' ')),
        isKeySeen: asked.some((line) => line.includes(key)),
        kind: failure.kind,
        message: failure.message,
      },
      {
        asked: ['CONNECT api.pinecone.io:443'],
        isKeySeen: false,
        kind: 'network',
        message:
          'Could not list the indexes: the proxy refused the connection to api.pinecone.io (502); check the proxy settings',
      },
    );
  });
});

/** Sets `http.proxy` and waits until the extension host knows it. */
async function setProxy(url: string | undefined): Promise<void> {
  const isKnown = (): boolean =>
    vscode.workspace.getConfiguration('http').get('proxy') === (url ?? '');
  await vscode.workspace
    .getConfiguration('http')
    .update('proxy', url, vscode.ConfigurationTarget.Global);
  for (let waited = 0; waited < 5000 && !isKnown(); waited += 20) await sleep(20);
  assert.ok(isKnown(), 'the setting http.proxy did not arrive');
}
