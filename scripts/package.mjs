import { runOnPinnedNode } from './bootstrap.mjs';

await runOnPinnedNode('scripts/package/main.ts');
