const cloud = 'https://api.pinecone.io';

/** What stands in for `fetch` in a client whose control plane cannot be chosen: no other address is reached. */
export function sendToEngine(engineUrl: string, send = fetch): typeof fetch {
  return async (input, init) => {
    const request = new Request(input, init);
    if (request.url.startsWith(`${engineUrl}/`)) return send(request);
    if (!request.url.startsWith(`${cloud}/`)) throw new Error(`${request.url} is not for a test`);
    return send(new Request(engineUrl + request.url.slice(cloud.length), request));
  };
}
