import { describe, expect, it } from 'vitest';
import { runWizard, type WizardStep } from '../../../../src/vscode/flows/wizard.ts';

/** Steps that answer from a script and note how they were asked. */
function scripted(answers: string, applies: readonly boolean[] = [true, true, true]) {
  const asked: string[] = [];
  const script = answers.split('');
  const steps = applies.map((does, at): WizardStep => ({
    applies: () => does,
    ask: async ({ step, of }) => {
      asked.push(`${'abc'[at]} ${step}/${of}`);
      return script.shift() === '>' ? 'next' : 'back';
    },
  }));
  return { steps, asked };
}

describe('steps', () => {
  it('go to the end', async () => {
    const { steps, asked } = scripted('>>>');
    expect(await runWizard(steps)).toBe(true);
    expect(asked).toEqual(['a 1/3', 'b 2/3', 'c 3/3']);
  });

  it('go back and forth', async () => {
    const { steps, asked } = scripted('>><>>');
    expect(await runWizard(steps)).toBe(true);
    expect(asked).toEqual(['a 1/3', 'b 2/3', 'c 3/3', 'b 2/3', 'c 3/3']);
  });

  it('end if the first one goes back', async () => {
    const { steps, asked } = scripted('><<');
    expect(await runWizard(steps)).toBe(false);
    expect(asked).toEqual(['a 1/3', 'b 2/3', 'a 1/3']);
  });

  it('leave out what does not apply, in both directions and in the count', async () => {
    const { steps, asked } = scripted('><>>', [true, false, true]);
    expect(await runWizard(steps)).toBe(true);
    expect(asked).toEqual(['a 1/2', 'c 2/2', 'a 1/2', 'c 2/2']);
  });
});
