import { runOnPinnedNode } from './bootstrap.mjs';

await runOnPinnedNode('test/load/main.ts');
