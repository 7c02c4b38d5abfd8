/** Whether a request changes nothing at the service: a GET, or a POST to a search, a fetch, a count or a model. */
export function isReadRequest({
  method,
  url,
}: {
  readonly method: string;
  readonly url: string;
}): boolean {
  return method === 'GET' || (method === 'POST' && readPaths.test(new URL(url).pathname));
}

/** Ends of the paths of POST requests that change nothing. */
const readPaths =
  /\/(?:query|describe_index_stats|vectors\/(?:fetch|fetch_by_metadata|list)|embed|rerank|documents\/(?:search|fetch|list)|records\/namespaces\/[^/]+\/search)$/;

const recordWritePaths =
  /\/(?:vectors\/(?:upsert|update|delete)|documents\/(?:upsert|update|delete)|records\/namespaces\/[^/]+\/upsert)$/;

/** Whether a request writes or deletes records, for which a key needs a right of its own. */
export function isRecordWriteRequest({
  method,
  url,
}: {
  readonly method: string;
  readonly url: string;
}): boolean {
  return method === 'POST' && recordWritePaths.test(new URL(url).pathname);
}
