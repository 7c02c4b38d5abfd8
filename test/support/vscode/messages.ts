/** The part of VS Code's API that programs with a key use; modal questions get the answer of the test. */

export class EventEmitter<T> {
  readonly #listeners = new Set<(value: T) => void>();

  readonly event = (listener: (value: T) => void): { dispose(): void } => {
    this.#listeners.add(listener);
    return { dispose: () => void this.#listeners.delete(listener) };
  };

  fire(value: T): void {
    for (const listener of this.#listeners) listener(value);
  }
}

export const l10n = {
  t: (text: string, ...values: readonly (string | number)[]): string =>
    text.replaceAll(/\{(\d+)\}/g, (_, at: string) => String(values[Number(at)])),
};

/** Questions so far, and which button the next ones get. */
export const asked: { questions: string[]; button: number | undefined } = {
  questions: [],
  button: 0,
};

export const window = {
  showWarningMessage: (
    question: string,
    _options: object,
    ...buttons: readonly string[]
  ): Promise<string | undefined> => {
    asked.questions.push(question);
    return Promise.resolve(asked.button === undefined ? undefined : buttons[asked.button]);
  },
};
