const cloud = 'https://api.pinecone.io';

/**
 * What stands in for `fetch` in a client whose control plane cannot be chosen. Only the engine's machine is reached: each of
 * its indexes has a port of its own.
 */
export function sendToEngine(engineUrl: string, send = fetch): typeof fetch {
  const { hostname, protocol } = new URL(engineUrl);
  return async (input, init) => {
    const request = new Request(input, init);
    const asked = new URL(request.url);
    if (asked.hostname === hostname && asked.protocol === protocol) return send(request);
    if (asked.origin !== cloud) throw new Error(`${request.url} is not for a test`);
    return send(new Request(engineUrl + request.url.slice(cloud.length), request));
  };
}
