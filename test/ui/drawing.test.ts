import esbuild from 'esbuild';
import type { BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { inRepository } from '../../scripts/repository.ts';
import type { DrawingChecks } from '../support/drawing/page.ts';
import { openContext } from '../support/workbench/browser.ts';
import { ownServer } from '../support/workbench/sharedSession.ts';

/** The map's own scene in a real browser, without VS Code around it. */
describe('drawing with WebGL2', () => {
  let context: BrowserContext;
  let page: Page;

  beforeAll(async () => {
    context = await openContext(ownServer().browserUrl);
    page = await context.newPage();
    await page.addScriptTag({ content: await bundle('test/support/drawing/page.ts') });
  });
  afterAll(async () => {
    await context.close();
    await context.browser()?.close();
  });

  it('draws the same picture progressively as at once', async () => {
    const { parts, whole, differing, isLit } = await check('parts', 300_000);
    expect({ whole, differing, isLit }).toEqual({ whole: [300_000], differing: 0, isLit: true });
    expect(parts.length).toBeGreaterThan(1);
    expect(parts.reduce((sum, points) => sum + points)).toBe(300_000);
  });

  it('marks the point under the pointer without drawing all others again', async () => {
    const { pointing, away } = await check('hover', 120_000);
    expect([pointing.calls, away]).toEqual([[1], { calls: [], changed: 0 }]);
    expect(pointing.changed).toBeGreaterThan(0);
    expect(pointing.changed).toBeLessThan(0.01);
  });

  async function check<Name extends keyof DrawingChecks>(
    name: Name,
    count: number,
  ): Promise<Awaited<ReturnType<DrawingChecks[Name]>>> {
    const answer = await page.evaluate(
      async (given) => {
        const { drawingChecks } = globalThis as unknown as { drawingChecks: DrawingChecks };
        return drawingChecks[given.name](given.count);
      },
      { name, count },
    );
    return answer as Awaited<ReturnType<DrawingChecks[Name]>>;
  }
});

async function bundle(entry: string): Promise<string> {
  const { outputFiles } = await esbuild.build({
    entryPoints: [inRepository(entry)],
    bundle: true,
    write: false,
    format: 'iife',
    target: 'es2022',
  });
  return outputFiles[0]?.text ?? '';
}
