import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { TraceEvent } from './systemTrace.ts';

/** What became of names and of content that were not flushed when the power was cut. */
export type Loss = {
  /** The names of a folder: as they were when it was last flushed, or as they are. */
  readonly names: (path: string) => 'flushed' | 'all';
  /** How much of a write that was not flushed is there: from 0 to 1. */
  readonly share: () => number;
};

type Change =
  | { readonly kind: 'write'; readonly at: number; readonly bytes: Buffer }
  | { readonly kind: 'truncate'; readonly length: number };

type Folder = {
  readonly kind: 'folder';
  readonly names: Map<string, Node>;
  flushed: Map<string, Node>;
};
type File = { readonly kind: 'file'; flushed: Buffer; changes: Change[] };
type Node = Folder | File;
type Open = { readonly node: Node; at: number; readonly isAppend: boolean };

/** What a disk tears a write at. */
const sectorBytes = 512;

/**
 * A disk as a recorded program used it: what was flushed, and what came after. A name is on it once its folder was flushed,
 * a removed one until then; content is on it once its file was flushed. Neither brings the other with it.
 */
export class TracedDisk {
  readonly #root: string;
  readonly #top: Folder = newFolder();
  readonly #open = new Map<number, Open>();
  /** By thread: what its sync that is under way will have flushed. */
  readonly #syncs = new Map<string, () => void>();

  /** `root` is an empty folder that is flushed. */
  constructor(root: string) {
    this.#root = root;
  }

  apply(event: TraceEvent): void {
    switch (event.kind) {
      case 'open':
        return this.#openFile(event);
      case 'write':
        return this.#write(this.#openOf(event.fd), event.bytes, event.at);
      case 'copy':
        return this.#copy(event);
      case 'seek':
        this.#openOf(event.fd).at = event.at;
        return;
      case 'truncate':
        fileOf(this.#openOf(event.fd).node).changes.push({
          kind: 'truncate',
          length: event.length,
        });
        return;
      case 'syncBegins':
        this.#syncs.set(event.thread, flushing(this.#openOf(event.fd).node));
        return;
      case 'syncEnds':
        this.#syncs.get(event.thread)?.();
        return;
      case 'makeFolder':
        this.#folderOf(event.path).names.set(path.basename(event.path), newFolder());
        return;
      case 'remove':
        this.#folderOf(event.path).names.delete(path.basename(event.path));
        return;
      case 'rename':
        return this.#rename(event.from, event.to);
      case 'answer':
        return;
    }
  }

  /** Makes what a cut of the power leaves now in a folder that is there. */
  restoreTo(target: string, loss: Loss): void {
    restore(this.#top, target, '', loss);
  }

  #openFile({
    path: file,
    fd,
    isNew,
    isEmptied,
    isAppend,
  }: Extract<TraceEvent, { kind: 'open' }>): void {
    const node = file === this.#root ? this.#top : this.#find(file, isNew);
    if (node === undefined) return;
    if (isEmptied) fileOf(node).changes.push({ kind: 'truncate', length: 0 });
    this.#open.set(fd, { node, at: 0, isAppend });
  }

  #find(file: string, isNew: boolean): Node | undefined {
    const { names } = this.#folderOf(file);
    const name = path.basename(file);
    const known = names.get(name);
    if (known !== undefined || !isNew) return known;
    const made: File = { kind: 'file', flushed: Buffer.alloc(0), changes: [] };
    names.set(name, made);
    return made;
  }

  #write(open: Open, bytes: Buffer, at: number | undefined): void {
    const file = fileOf(open.node);
    const start = at ?? (open.isAppend ? contentOf(file).length : open.at);
    file.changes.push({ kind: 'write', at: start, bytes });
    if (at === undefined) open.at = start + bytes.length;
  }

  #copy({ from, to, fromAt, length }: Extract<TraceEvent, { kind: 'copy' }>): void {
    const source = this.#openOf(from);
    const start = fromAt ?? source.at;
    if (fromAt === undefined) source.at += length;
    this.#write(
      this.#openOf(to),
      contentOf(fileOf(source.node)).subarray(start, start + length),
      undefined,
    );
  }

  #rename(from: string, to: string): void {
    const source = this.#folderOf(from).names;
    const node = source.get(path.basename(from));
    if (node === undefined) throw new Error(`${from} is not there`);
    source.delete(path.basename(from));
    this.#folderOf(to).names.set(path.basename(to), node);
  }

  #openOf(fd: number): Open {
    const open = this.#open.get(fd);
    if (open === undefined) throw new Error(`${fd} is no open file`);
    return open;
  }

  #folderOf(file: string): Folder {
    const parts = path.relative(this.#root, path.dirname(file)).split('/').filter(Boolean);
    return parts.reduce((folder, name) => {
      const next = folder.names.get(name);
      if (next?.kind !== 'folder') throw new Error(`${file} is in no folder`);
      return next;
    }, this.#top);
  }
}

function newFolder(): Folder {
  return { kind: 'folder', names: new Map(), flushed: new Map() };
}

function fileOf(node: Node): File {
  if (node.kind !== 'file') throw new Error('A folder is no file');
  return node;
}

/** Flushes, when it is called, what the node holds now. */
function flushing(node: Node): () => void {
  if (node.kind === 'folder') {
    const names = new Map(node.names);
    return () => void (node.flushed = names);
  }
  const flushed = contentOf(node);
  const changes = new Set(node.changes);
  return () => {
    node.flushed = flushed;
    node.changes = node.changes.filter((one) => !changes.has(one));
  };
}

function contentOf({ flushed, changes }: File, share: () => number = () => 1): Buffer {
  return changes.reduce((content, change) => {
    const there = share();
    if (change.kind === 'truncate') return there < 0.5 ? content : resized(content, change.length);
    const whole = there >= 1;
    const length = whole
      ? change.bytes.length
      : Math.floor((there * change.bytes.length) / sectorBytes) * sectorBytes;
    if (length === 0) return content;
    const end = change.at + length;
    const grown = Buffer.from(resized(content, Math.max(content.length, end)));
    change.bytes.copy(grown, change.at, 0, length);
    return grown;
  }, flushed);
}

function resized(content: Buffer, length: number): Buffer {
  if (length <= content.length) return content.subarray(0, length);
  return Buffer.concat([content, Buffer.alloc(length - content.length)]);
}

function restore(folder: Folder, target: string, name: string, loss: Loss): void {
  const names = loss.names(name) === 'all' ? folder.names : folder.flushed;
  for (const [child, node] of names) {
    const place = path.join(target, child);
    if (node.kind === 'file') writeFileSync(place, contentOf(node, loss.share), { mode: 0o600 });
    else {
      mkdirSync(place, { mode: 0o700 });
      restore(node, place, path.join(name, child), loss);
    }
  }
}
