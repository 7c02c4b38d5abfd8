import * as vscode from 'vscode';
import { Disposables } from '../../common/disposables.ts';
import { Failure, isCancelled } from '../../common/failure.ts';
import type { StepPosition } from './wizard.ts';

/**
 * Asks the user to pick one of a few choices. Returns `undefined` after Back; throws `cancelled` when the user closes
 * it.
 */
export async function askChoice<T>(question: ChoiceQuestion<T>): Promise<T | undefined> {
  const resources = new Disposables();
  try {
    const box = resources.own(vscode.window.createQuickPick<Choice<T>>());
    prepare(box, question);
    box.placeholder = question.placeholder;
    box.items = question.choices;
    // Without this, the first item is active.
    const current = box.items.filter(({ value }) => value === question.current);
    if (current.length > 0) box.activeItems = current;
    return await new Promise((resolve, reject) => {
      resources.own(box.onDidAccept(() => resolve(box.selectedItems[0]?.value)));
      resources.own(box.onDidTriggerButton(() => resolve(undefined)));
      resources.own(box.onDidHide(() => leaveOrGoOn(box, question, isBegun(question), reject)));
      box.show();
    });
  } finally {
    resources.dispose();
  }
}

export type Choice<T> = vscode.QuickPickItem & { readonly value: T };

type Question = { readonly title: string; readonly place?: StepPosition };

export type ChoiceQuestion<T> = Question & {
  readonly placeholder: string;
  readonly choices: readonly Choice<T>[];
  readonly current?: T;
};

export type TextQuestion = Question & {
  readonly prompt: string;
  readonly placeholder?: string;
  readonly value?: string;
  readonly isPassword?: boolean;
  /** Message below the box until the text changes: why an earlier answer was refused. */
  readonly problem?: string | undefined;
  /** Text below the box while `submit` runs. */
  readonly busyPrompt?: string;
  /**
   * Handles the text. A failure appears in the box, which stays open. Esc aborts a running call, else closes the box.
   */
  readonly submit: (text: string, signal: AbortSignal) => Promise<void> | void;
};

/**
 * Asks for a line of text that `submit` accepts. Returns `false` after Back; throws `cancelled` when the user closes
 * it.
 */
export async function askText(question: TextQuestion): Promise<boolean> {
  const resources = new Disposables();
  try {
    const box = resources.own(vscode.window.createInputBox());
    prepare(box, question);
    box.prompt = question.prompt;
    box.placeholder = question.placeholder ?? '';
    box.value = question.value ?? '';
    box.password = question.isPassword ?? false;
    box.validationMessage = question.problem;
    const submission = resources.own(new Submission(box, question));
    return await new Promise((resolve, reject) => {
      resources.own(box.onDidAccept(() => void submission.start(() => resolve(true))));
      resources.own(box.onDidChangeValue(() => submission.stop()));
      resources.own(box.onDidTriggerButton(() => resolve(false)));
      const isTyped = (): boolean => box.value !== (question.value ?? '');
      resources.own(
        box.onDidHide(() => {
          if (submission.stop()) return submission.showStopped();
          leaveOrGoOn(box, question, isBegun(question, isTyped()), reject);
        }),
      );
      box.show();
    });
  } finally {
    resources.dispose();
  }
}

/** Submits the text of a box: one call at a time, aborted by editing or closing. */
class Submission {
  readonly #box: vscode.InputBox;
  readonly #question: TextQuestion;
  #running: AbortController | undefined;

  constructor(box: vscode.InputBox, question: TextQuestion) {
    this.#box = box;
    this.#question = question;
  }

  async start(onTaken: () => void): Promise<void> {
    if (this.#running !== undefined) return;
    const running = new AbortController();
    this.#running = running;
    this.#show(undefined, true);
    try {
      await this.#question.submit(this.#box.value, running.signal);
      if (!running.signal.aborted) onTaken();
    } catch (error) {
      if (this.#running !== running) return;
      this.#running = undefined;
      this.#show(isCancelled(error) ? undefined : Failure.from(error).message, false);
    }
  }

  /** Aborts the running call; returns whether there was one. */
  stop(): boolean {
    const wasRunning = this.#running !== undefined;
    this.dispose();
    this.#show(undefined, false);
    return wasRunning;
  }

  /** Shows the box again after it was closed: by Esc, or by another box, such as the palette. */
  showStopped(): void {
    this.#box.validationMessage = {
      message: vscode.l10n.t('Stopped. Press Enter to try again, Esc to leave.'),
      severity: vscode.InputBoxValidationSeverity.Info,
    };
    this.#box.show();
  }

  dispose(): void {
    this.#running?.abort();
    this.#running = undefined;
  }

  #show(problem: string | undefined, isBusy: boolean): void {
    const { prompt, busyPrompt } = this.#question;
    this.#box.busy = isBusy;
    this.#box.prompt = isBusy ? (busyPrompt ?? prompt) : prompt;
    this.#box.validationMessage = problem;
  }
}

function left(): Failure {
  return new Failure('cancelled', 'Cancelled');
}

/** Whether leaving a question would lose something: a later step of a wizard, or a first step with a text in it. */
function isBegun({ place }: Question, isTyped = false): boolean {
  return place !== undefined && place.of > 1 && (place.step > 1 || isTyped);
}

/**
 * Leaves a question whose box was closed. Another box, such as the palette, closes it as Esc does, so a question of a
 * wizard that has begun can be shown again with what was typed.
 */
function leaveOrGoOn(
  box: vscode.QuickInput,
  { title }: Question,
  mayGoOn: boolean,
  leave: (reason: Failure) => void,
): void {
  if (!mayGoOn) return leave(left());
  const goOn = vscode.l10n.t('Go On');
  const message = vscode.l10n.t(
    '“{0}” was closed before its end. It keeps what you entered.',
    title,
  );
  void vscode.window.showInformationMessage(message, goOn).then((answer) => {
    if (answer === goOn) box.show();
    else leave(left());
  });
}

function prepare(
  box: vscode.QuickInput & { buttons: readonly vscode.QuickInputButton[] },
  { title, place }: Question,
): void {
  box.title = title;
  // Users copy keys from a browser: losing focus must not close the wizard.
  box.ignoreFocusOut = true;
  if (place === undefined || place.of === 1) return;
  box.step = place.step;
  box.totalSteps = place.of;
  if (place.step > 1) box.buttons = [vscode.QuickInputButtons.Back];
}
