/** Resolves with the first signal that stops the engine. Later signals do not interrupt the shutdown. */
export function nextSignal(): Promise<string> {
  return new Promise((resolve) => {
    for (const name of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) process.on(name, resolve);
  });
}
