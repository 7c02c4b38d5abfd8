import { runOnPinnedNode } from './bootstrap.mjs';

await runOnPinnedNode('test/bench/main.ts');
