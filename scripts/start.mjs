import { runOnPinnedNode } from './bootstrap.mjs';

await runOnPinnedNode('scripts/start/main.ts');
