import { sendToEngine } from './sendToEngine.ts';

// For a client that is a process of its own: loaded into it before its own code.
globalThis.fetch = sendToEngine(process.env['ENGINE_UNDER_TEST'] ?? '');
