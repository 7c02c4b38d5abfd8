import { runOnPinnedNode } from './bootstrap.mjs';

await runOnPinnedNode('test/clients/main.ts');
