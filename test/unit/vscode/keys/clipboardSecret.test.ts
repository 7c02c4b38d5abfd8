import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Secret } from '../../../../src/common/secret.ts';
import { ClipboardSecret, clipboardMs } from '../../../../src/vscode/keys/clipboardSecret.ts';

class MemoryClipboard {
  text = 'before';

  readText(): Promise<string> {
    return Promise.resolve(this.text);
  }

  async writeText(text: string): Promise<void> {
    await Promise.resolve();
    this.text = text;
  }
}

describe('a secret in the clipboard', () => {
  let clipboard: MemoryClipboard;
  let held: ClipboardSecret;

  beforeEach(async () => {
    vi.useFakeTimers();
    clipboard = new MemoryClipboard();
    held = new ClipboardSecret(clipboard);
    await held.copy(new Secret('pckey_canary'));
  });
  afterEach(() => vi.useRealTimers());

  it('is gone after a minute', async () => {
    await vi.advanceTimersByTimeAsync(clipboardMs - 1);
    expect(clipboard.text).toBe('pckey_canary');
    await vi.advanceTimersByTimeAsync(1);
    expect(clipboard.text).toBe('');
  });

  it('is gone when the window closes', async () => {
    held.dispose();
    await vi.advanceTimersByTimeAsync(0);
    expect(clipboard.text).toBe('');
  });

  it('leaves what was copied since', async () => {
    clipboard.text = 'mine';
    await vi.advanceTimersByTimeAsync(clipboardMs);
    expect(clipboard.text).toBe('mine');
  });

  it('stays a minute from the last copy', async () => {
    await vi.advanceTimersByTimeAsync(clipboardMs - 1);
    await held.copy(new Secret('pckey_second'));
    await vi.advanceTimersByTimeAsync(clipboardMs - 1);
    expect(clipboard.text).toBe('pckey_second');
  });
});
