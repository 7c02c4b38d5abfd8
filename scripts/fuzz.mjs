import { runOnPinnedNode } from './bootstrap.mjs';

await runOnPinnedNode('test/fuzz/main.ts');
