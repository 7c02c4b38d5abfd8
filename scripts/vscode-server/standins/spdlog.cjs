// Stands in for @vscode/spdlog, whose compiled part is not on npm: the same log files, written by plain JavaScript.
const fs = require('node:fs');
const path = require('node:path');

const levels = ['trace', 'debug', 'info', 'warn', 'error', 'critical'];

class Logger {
  #file;
  #level = 2;
  #isBare = false;

  constructor(_kind, _name, file) {
    this.#file = file;
    try {
      fs.mkdirSync(path.dirname(file), { recursive: true });
    } catch {
      // Without a folder there is no log; VS Code goes on without it.
    }
    for (const [level, name] of levels.entries())
      this[name] = (message) => this.#write(level, name, message);
  }

  getLevel() {
    return this.#level;
  }

  setLevel(level) {
    this.#level = level;
  }

  clearFormatters() {
    this.#isBare = true;
  }

  setPattern() {}
  flush() {}
  drop() {}

  #write(level, name, message) {
    if (level < this.#level) return;
    const line = this.#isBare ? message : `${new Date().toISOString()} [${name}] ${message}\n`;
    try {
      fs.appendFileSync(this.#file, line);
    } catch {
      // A log that cannot be written must not end the server.
    }
  }
}

exports.version = 0;
exports.Logger = Logger;
exports.setLevel = () => {};
exports.setFlushOn = () => {};
exports.shutdown = () => {};
exports.createRotatingLogger = async (name, file) => new Logger('rotating', name, file);
exports.createAsyncRotatingLogger = async (name, file) => new Logger('rotating_async', name, file);
