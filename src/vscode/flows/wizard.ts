/** Where a step stands among those that apply, for “2/5” in its title. */
export type StepPosition = { readonly step: number; readonly of: number };

export type WizardStep = {
  /** Whether the answers so far call for this step; by default always. */
  readonly applies?: () => boolean;
  /** Asks; `back` goes to the step before, or ends it all at the first one. */
  readonly ask: (place: StepPosition) => Promise<'next' | 'back'>;
};

/** Goes through the steps, forth and back. `false` where the user went back from the first one. */
export async function runWizard(steps: readonly WizardStep[]): Promise<boolean> {
  const applies = (step: WizardStep): boolean => step.applies?.() ?? true;
  let at = 0;
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
