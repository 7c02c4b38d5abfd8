import type { FrameLocator } from 'playwright-core';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';

type AxeResult = {
  readonly violations: readonly {
    readonly id: string;
    readonly help: string;
    readonly nodes: readonly { readonly html: string }[];
  }[];
};

/** What axe-core holds against a webview's document: each finding with the first element that it names. */
export async function findAccessibilityProblems(frame: FrameLocator): Promise<string[]> {
  const source = await readFile(
    createRequire(import.meta.url).resolve('axe-core/axe.min.js'),
    'utf8',
  );
  const body = frame.locator('body');
  // Evaluated by the debugger, which the page's content security policy does not concern.
  await body.evaluate(source);
  const { violations } = await body.evaluate((element) =>
    (globalThis as unknown as { axe: { run(context: Element): Promise<AxeResult> } }).axe.run(
      element,
    ),
  );
  return violations.map(({ id, help, nodes }) => `${id}: ${help}: ${nodes[0]?.html ?? ''}`);
}
