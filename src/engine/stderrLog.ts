import type { Log } from '../common/log.ts';

/** A log of lines on stderr, each with its time and level. */
export function stderrLog(): Log {
  // The window that started the engine may be gone, and its end of the pipe with it.
  process.stderr.on('error', () => {});
  const write = (level: string, message: string): void => {
    process.stderr.write(`${new Date().toISOString()} ${level} ${message}\n`);
  };
  return {
    debug: (message) => write('debug', message),
    info: (message) => write('info', message),
    warn: (message) => write('warn', message),
    error: (message) => write('error', message),
  };
}
