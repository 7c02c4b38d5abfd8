/**
 * Runs a job and streams its output as a response body. Aborts the job if the client disconnects. The job reports
 * its own failures: an error that it throws breaks off the body.
 */
export function jobStream(
  run: (output: JobOutput, signal: AbortSignal) => Promise<void>,
): ReadableStream<Uint8Array> {
  const stop = new AbortController();
  const queue = new ChunkQueue();
  return new ReadableStream<Uint8Array>(
    {
      start: () => {
        run(queue, stop.signal).then(
          () => queue.end(),
          (error: unknown) => queue.end({ error }),
        );
      },
      pull: async (controller) => {
        const bytes = await queue.take();
        if (bytes === undefined) controller.close();
        else controller.enqueue(bytes);
      },
      cancel: (reason) => stop.abort(reason),
    },
    { highWaterMark: 0 },
  );
}

/** The output of a job. */
export type JobOutput = {
  /** Writes bytes. Output with a `slot` replaces older output of that slot that a slow client has not read yet. */
  write(bytes: Uint8Array, slot?: string): void;
};

type Chunk = { readonly bytes: Uint8Array; readonly slot: string | undefined };

/** Returns a response that streams a body without caching. */
export function streamResponse(body: ReadableStream<Uint8Array>, type: string): Response {
  return new Response(body, { headers: { 'content-type': type, 'cache-control': 'no-store' } });
}

class ChunkQueue implements JobOutput {
  readonly #waiting: Chunk[] = [];
  #end: { readonly error?: unknown } | undefined;
  #wake = (): void => undefined;

  write(bytes: Uint8Array, slot?: string): void {
    const stale = slot === undefined ? -1 : this.#waiting.findIndex((one) => one.slot === slot);
    if (stale >= 0) this.#waiting.splice(stale, 1);
    this.#waiting.push({ bytes, slot });
    this.#wake();
  }

  end(end: { readonly error?: unknown } = {}): void {
    this.#end = end;
    this.#wake();
  }

  /** Resolves with the next chunk, undefined at the end. */
  async take(): Promise<Uint8Array | undefined> {
    while (this.#waiting.length === 0 && this.#end === undefined) {
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
    const chunk = this.#waiting.shift();
    if (chunk === undefined && this.#end !== undefined && 'error' in this.#end) {
      throw this.#end.error;
    }
    return chunk?.bytes;
  }
}
