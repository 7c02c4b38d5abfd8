/** Wraps a key so that printing, joining or serialising it gives `[secret]`. */
export class Secret {
  readonly #value: string;

  constructor(value: string) {
    this.#value = value;
  }

  /** Returns the key, for a request header, SecretStorage, or a terminal's environment only. */
  reveal(): string {
    return this.#value;
  }

  /** Returns a text with `[secret]` in place of the key, in any case: hosts are lowercase. */
  hideIn(text: string): string {
    if (this.#value === '') return text;
    const pattern = this.#value.replaceAll(/[^\w]/g, String.raw`\$&`);
    return text.replaceAll(new RegExp(pattern, 'gi'), '[secret]');
  }

  toString(): string {
    return '[secret]';
  }

  toJSON(): string {
    return '[secret]';
  }

  /** Used by Node's `console.log` and `util.inspect`. */
  [Symbol.for('nodejs.util.inspect.custom')](): string {
    return '[secret]';
  }
}
