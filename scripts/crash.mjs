import { runOnPinnedNode } from './bootstrap.mjs';

await runOnPinnedNode('test/crash/main.ts');
