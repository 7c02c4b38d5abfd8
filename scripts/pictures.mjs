import { runOnPinnedNode } from './bootstrap.mjs';

await runOnPinnedNode('test/bench/pictures/main.ts');
