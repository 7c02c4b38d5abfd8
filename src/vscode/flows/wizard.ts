/** Runs the steps in order from `start`, with Back. Returns `false` after Back on the first step. */
export async function runWizard(steps: readonly WizardStep[], start = 0): Promise<boolean> {
  const applies = (step: WizardStep): boolean => step.applies?.() ?? true;
  let at = start;
  let direction = 1;
  while (at >= 0 && at < steps.length) {
    const step = steps[at] as WizardStep;
    if (applies(step)) {
      const before = steps.slice(0, at).filter(applies).length;
      const answer = await step.ask({ step: before + 1, of: steps.filter(applies).length });
      direction = answer === 'next' ? 1 : -1;
    }
    at += direction;
  }
  return at === steps.length;
}

/** Position of a step among those that apply, for “2/5” in its title. */
export type StepPosition = { readonly step: number; readonly of: number };

/** One question of a wizard, with the condition under which it applies. */
export type WizardStep = {
  /** Whether the answers so far require this step. Default: always. */
  readonly applies?: () => boolean;
  /** Shows the step. `back` returns to the previous step, or ends the wizard at the first one. */
  readonly ask: (place: StepPosition) => Promise<'next' | 'back'>;
};
