import { watch } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import type { Disposable } from '../common/disposables.ts';

/**
 * Calls `onChange`, until disposed, whenever an engine writes or deletes its address file, `engine.json`. Creates a
 * missing folder. Never calls it if the folder cannot be watched.
 */
export function watchEngineAddress(dataFolder: string, onChange: () => void): Disposable {
  const stop = new AbortController();
  void begin(dataFolder, onChange, stop.signal).catch(() => undefined);
  return { dispose: () => stop.abort() };
}

async function begin(folder: string, onChange: () => void, signal: AbortSignal): Promise<void> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  if (signal.aborted) return;
  const watcher = watch(folder, { persistent: false, signal }, (_, name) => {
    if (name === null || name === 'engine.json') onChange();
  });
  watcher.on('error', () => watcher.close());
  // Covers changes between the caller's last read and now.
  onChange();
}
