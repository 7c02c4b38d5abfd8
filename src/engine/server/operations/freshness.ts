type Headers = Readonly<Record<string, string>>;

/** Returns the headers of a write's response. The write is visible already, so both counters are equal. */
export function writeHeaders(lsn: number): Headers {
  return { 'x-pinecone-request-lsn': String(lsn), 'x-pinecone-max-indexed-lsn': String(lsn) };
}

/** Returns the headers of a read's response. `beginMs` is when its request arrived, by `performance.now()`. */
export function readHeaders(lsn: number, beginMs: number): Headers {
  const tookMs = String(Math.round(performance.now() - beginMs));
  return {
    'x-pinecone-max-indexed-lsn': String(lsn),
    'x-pinecone-request-latency-ms': tookMs,
    'x-pinecone-response-duration-ms': tookMs,
  };
}
