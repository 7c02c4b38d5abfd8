import type { Log } from '../../common/log.ts';
import type { LogRotation } from './logRotation.ts';

/** A log of lines on stderr, each with its time and level. `rotation` keeps the file behind it small. */
export function stderrLog(rotation?: LogRotation): Log {
  // The window that started the engine may be gone, and its end of the pipe with it.
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
