import type { Disposable } from '../../common/disposables.ts';
import type { Secret } from '../../common/secret.ts';

/** Time for which a secret stays in the clipboard, in milliseconds. */
export const clipboardMs = 60_000;

export type Clipboard = {
  readText(): Thenable<string>;
  writeText(text: string): Thenable<void>;
};

/** Puts a secret into the clipboard and takes it out after a minute, or when the window closes. */
export class ClipboardSecret implements Disposable {
  readonly #clipboard: Clipboard;
  #held: Secret | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(clipboard: Clipboard) {
    this.#clipboard = clipboard;
  }

  async copy(secret: Secret): Promise<void> {
    clearTimeout(this.#timer);
    await this.#clipboard.writeText(secret.reveal());
    this.#held = secret;
    this.#timer = setTimeout(() => void this.clear(), clipboardMs);
  }

  /** Empties the clipboard if the secret is still in it; anything that was copied since stays. */
  async clear(): Promise<void> {
    clearTimeout(this.#timer);
    const held = this.#held;
    this.#held = undefined;
    if (held !== undefined && (await this.#clipboard.readText()) === held.reveal())
      await this.#clipboard.writeText('');
  }

  dispose(): void {
    void this.clear();
  }
}
