import type { Disposable } from '../../common/disposables.ts';
import type { Secret } from '../../common/secret.ts';

/** Puts a secret into the clipboard and takes it out after a minute, or when the window closes. */
export class ClipboardSecret implements Disposable {
  readonly #clipboard: Clipboard;
  readonly #onFailure: () => void;
  #held: Secret | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;

  /** `onFailure` is called when a secret could not be taken out. */
  constructor(clipboard: Clipboard, onFailure: () => void) {
    this.#clipboard = clipboard;
    this.#onFailure = onFailure;
  }

  async copy(secret: Secret): Promise<void> {
    clearTimeout(this.#timer);
    await this.#clipboard.writeText(secret.reveal());
    this.#held = secret;
    this.#timer = setTimeout(() => void this.clear(), clipboardMs);
  }

  /**
   * Empties the clipboard if the secret is still in it; anything that was copied since stays. A clipboard that may not be
   * read is emptied: a browser can refuse that. Never rejects.
   */
  async clear(): Promise<void> {
    clearTimeout(this.#timer);
    const held = this.#held;
    this.#held = undefined;
    if (held === undefined) return;
    try {
      const text = await this.#clipboard.readText().then(
        (read) => read,
        () => held.reveal(),
      );
      if (text === held.reveal()) await this.#clipboard.writeText('');
    } catch {
      this.#onFailure();
    }
  }

  dispose(): void {
    void this.clear();
  }
}

/** Time for which a secret stays in the clipboard, in milliseconds. */
export const clipboardMs = 60_000;

export type Clipboard = {
  readText(): Thenable<string>;
  writeText(text: string): Thenable<void>;
};
