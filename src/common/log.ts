/** A log with levels. Entries may hold ids, sizes and times; never a key, a vector or metadata. */
export type Log = {
  debug(message: string): void;
  info(message: string): void;
  warn(message: string): void;
  error(message: string): void;
};

export const silentLog: Log = { debug() {}, info() {}, warn() {}, error() {} };
