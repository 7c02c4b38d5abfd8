import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Secret } from '../../../../src/common/secret.ts';
import { ClipboardSecret, clipboardMs } from '../../../../src/vscode/keys/clipboardSecret.ts';

class MemoryClipboard {
  text = 'before';

  isReadable = true;
  isWritable = true;

  readText(): Promise<string> {
    if (!this.isReadable) return Promise.reject(new Error('not allowed'));
    return Promise.resolve(this.text);
  }

  async writeText(text: string): Promise<void> {
    await Promise.resolve();
    if (!this.isWritable) throw new Error('not allowed');
    this.text = text;
  }
}

describe('a secret in the clipboard', () => {
  let clipboard: MemoryClipboard;
  let held: ClipboardSecret;
  let failures = 0;

  beforeEach(async () => {
    vi.useFakeTimers();
    clipboard = new MemoryClipboard();
    failures = 0;
    held = new ClipboardSecret(clipboard, () => failures++);
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

  it('is gone also if the clipboard may not be read', async () => {
    clipboard.isReadable = false;
    await vi.advanceTimersByTimeAsync(clipboardMs);
    expect([clipboard.text, failures]).toEqual(['', 0]);
  });

  it('that cannot be taken out is reported', async () => {
    clipboard.isWritable = false;
    await vi.advanceTimersByTimeAsync(clipboardMs);
    expect(failures).toBe(1);
  });

  it('stays a minute from the last copy', async () => {
    await vi.advanceTimersByTimeAsync(clipboardMs - 1);
    await held.copy(new Secret('pckey_second'));
    await vi.advanceTimersByTimeAsync(clipboardMs - 1);
    expect(clipboard.text).toBe('pckey_second');
  });
});
