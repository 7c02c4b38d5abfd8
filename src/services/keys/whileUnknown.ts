import { sleep } from '../../common/async.ts';
import { Failure } from '../../common/failure.ts';

/** Uses a key that was just created, five times at most: until the service knows it, it is refused. */
export async function whileUnknown(
  use: () => Promise<void>,
  signal: AbortSignal,
  retryMs = unknownKeyMs,
): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await use();
    } catch (error) {
      if (!Failure.is(error, 'unauthorized') || attempt === tries) throw error;
      await sleep(retryMs, signal);
    }
  }
}

const tries = 5;

/** Pause before a new key is tried again, in milliseconds. */
const unknownKeyMs = 2000;
