import { runOnPinnedNode } from './bootstrap.mjs';

await runOnPinnedNode('scripts/test/main.ts');
