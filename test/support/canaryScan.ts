import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import type { Page } from 'playwright-core';

/**
 * Names every place that holds one of the canaries, in UTF-8 or UTF-16, as it is or in base64. Wait for stores to flush before:
 * VS Code's take about 6 s. A scan that finds nothing proves something only beside one that finds a planted text.
 */
export async function scanFor(
  canaries: string | readonly string[],
  places: ScanPlaces,
): Promise<string[]> {
  const patterns = [canaries].flat().flatMap(patternsOf);
  const found = [
    ...(await Promise.all((places.folders ?? []).map((folder) => scanFolder(patterns, folder)))),
    ...(await Promise.all((places.pages ?? []).map((page) => scanPage(patterns, page)))),
    places.processes === true ? scanProcesses(patterns) : [],
  ];
  return found.flat().sort();
}

/** Where to look for a text that must not be there. */
export type ScanPlaces = {
  /** Folders that are read whole. */
  readonly folders?: readonly string[];
  /** Pages whose documents, local storage, session storage and IndexedDB are read. */
  readonly pages?: readonly Page[];
  /** Whether the arguments and variables of every process that may be read are looked at (Linux only). */
  readonly processes?: boolean;
};

async function scanFolder(patterns: Patterns, folder: string): Promise<string[]> {
  const found: string[] = [];
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    const file = path.join(entry.parentPath, entry.name);
    if (holds(Buffer.from(entry.name), patterns)) found.push(`name of ${file}`);
    // A file may go while it is looked at; sockets and links are not files.
    if (entry.isFile() && holds(await readFile(file).catch(() => Buffer.alloc(0)), patterns))
      found.push(file);
  }
  return found;
}

async function scanPage(patterns: Patterns, page: Page): Promise<string[]> {
  const documents = await Promise.all(
    page.frames().map(async (frame) => ({
      place: 'document',
      // A frame may go while it is looked at.
      text: await frame.content().catch(() => ''),
    })),
  );
  const entries = await page.evaluate(readStores);
  return [...documents, ...entries]
    .filter(({ text }) => holds(Buffer.from(text), patterns))
    .map(({ place }) => `${place} of ${new URL(page.url()).origin}`);
}

function scanProcesses(patterns: Patterns): string[] {
  if (!existsSync('/proc/self/cmdline'))
    throw new Error('The arguments of processes can only be read on Linux');
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((pid) => ['cmdline', 'environ'].map((file) => path.join('/proc', pid, file)))
    .filter((file) => holds(readIfAllowed(file), patterns));
}

function readIfAllowed(file: string): Buffer {
  try {
    return readFileSync(file);
  } catch {
    // The process has gone, or belongs to someone else.
    return Buffer.alloc(0);
  }
}

function holds(bytes: Buffer, patterns: Patterns): boolean {
  return patterns.some((pattern) => bytes.includes(pattern));
}

type Patterns = readonly Buffer[];

/** In base64 the same text looks different at each of three offsets; its ends depend on what stands beside it. */
function patternsOf(canary: string): Buffer[] {
  const base64 = [0, 1, 2].map((offset) => {
    const text = Buffer.concat([Buffer.alloc(offset), Buffer.from(canary)]).toString('base64');
    return text.replaceAll('=', '').slice(Math.ceil((offset * 8) / 6), -1);
  });
  return [
    Buffer.from(canary),
    Buffer.from(canary, 'utf16le'),
    Buffer.from(canary, 'utf16le').swap16(),
    ...base64.map((text) => Buffer.from(text)),
  ];
}

/** Runs in the page: everything that it stores, as text. */
async function readStores(): Promise<{ place: string; text: string }[]> {
  const finished = <T>(request: IDBRequest<T>): Promise<T> =>
    new Promise((resolve, reject) => {
      request.addEventListener('success', () => resolve(request.result));
      request.addEventListener('error', () => reject(request.error ?? new Error('no answer')));
    });
  const asText = (_key: string, value: unknown): unknown => {
    if (!(value instanceof ArrayBuffer || ArrayBuffer.isView(value))) return value;
    // Byte by byte, and without the zeros of UTF-16.
    return new TextDecoder('latin1').decode(value).replaceAll('\0', '');
  };
  const entries = [
    ...Object.entries(localStorage).map(([key, text]) => ({
      place: `localStorage ${key}`,
      text: `${key} ${text}`,
    })),
    ...Object.entries(sessionStorage).map(([key, text]) => ({
      place: `sessionStorage ${key}`,
      text: `${key} ${text}`,
    })),
  ];
  for (const { name } of await indexedDB.databases()) {
    if (name === undefined) continue;
    const database = await finished(indexedDB.open(name));
    for (const store of database.objectStoreNames) {
      const objects = database.transaction(store).objectStore(store);
      const [keys, values] = [
        await finished(objects.getAllKeys()),
        await finished(objects.getAll()),
      ];
      entries.push(
        ...values.map((value, at) => ({
          place: `IndexedDB ${name} ${store} ${JSON.stringify(keys[at])}`,
          text: JSON.stringify([keys[at], value], asText),
        })),
      );
    }
    database.close();
  }
  return entries;
}
