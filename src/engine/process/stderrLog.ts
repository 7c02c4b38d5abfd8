import type { Log } from '../../common/log.ts';
import type { LogRotation } from './logRotation.ts';

/**
 * Returns a log that writes to stderr, one line per message with time and level. `rotation` limits the size of the
 * log file.
 */
export function stderrLog(rotation?: LogRotation): Log {
  // The window that started the engine may have closed its end of the pipe.
  process.stderr.on('error', () => {});
  const write = (level: string, message: string): void => {
    const line = `${new Date().toISOString()} ${level} ${message}\n`;
    process.stderr.write(line);
    rotation?.countWritten(line.length);
  };
  return {
    debug: (message) => write('debug', message),
    info: (message) => write('info', message),
    warn: (message) => write('warn', message),
    error: (message) => write('error', message),
  };
}
