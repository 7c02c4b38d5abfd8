import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';

/** The part of VS Code's API that files of records use, on the disk of the test. */

type Parts = { readonly scheme: string; readonly path: string; readonly query?: string };

export class Uri {
  readonly scheme: string;
  readonly path: string;
  readonly query: string;

  private constructor({ scheme, path: itsPath, query = '' }: Parts) {
    [this.scheme, this.path, this.query] = [scheme, itsPath, query];
  }

  static from(parts: Parts): Uri {
    return new Uri(parts);
  }

  static file(name: string): Uri {
    return new Uri({ scheme: 'file', path: name });
  }

  static joinPath(folder: Uri, name: string): Uri {
    return Uri.file(path.join(folder.path, name));
  }

  with(change: Partial<Parts>): Uri {
    return new Uri({ scheme: this.scheme, path: this.path, query: this.query, ...change });
  }

  toString(): string {
    return JSON.stringify([this.scheme, this.path, this.query]);
  }
}

export class EventEmitter<T> {
  readonly #listeners = new Set<(value: T) => void>();

  readonly event = (listener: (value: T) => void): { dispose(): void } => {
    this.#listeners.add(listener);
    return { dispose: () => void this.#listeners.delete(listener) };
  };

  fire(value: T): void {
    for (const listener of this.#listeners) listener(value);
  }

  dispose(): void {
    this.#listeners.clear();
  }
}

export const FileType = { File: 1 };
export const FileChangeType = { Changed: 1 };
export const FilePermission = { Readonly: 1 };

export class FileSystemError extends Error {
  readonly code: string;

  private constructor(code: string, message: string) {
    super(message);
    this.code = code;
  }

  static FileNotFound(uri: Uri): FileSystemError {
    return new FileSystemError('FileNotFound', uri.toString());
  }

  static Unavailable(message: string): FileSystemError {
    return new FileSystemError('Unavailable', message);
  }
}

type Document = { readonly uri: Uri; readonly isDirty: boolean };

const closed = new EventEmitter<Document>();

/** Opens and closes documents, as a user does. */
export const documents = {
  open: (uri: Uri): void => void workspace.textDocuments.push({ uri, isDirty: false }),
  close: (uri: Uri): void => {
    const at = workspace.textDocuments.findIndex((one) => one.uri === uri);
    for (const document of workspace.textDocuments.splice(at, 1)) closed.fire(document);
  },
};

export const workspace = {
  textDocuments: [] as Document[],
  onDidCloseTextDocument: closed.event,
  fs: {
    readDirectory: async ({ path: folder }: Uri): Promise<[string, number][]> =>
      (await readdir(folder)).map((name) => [name, FileType.File]),
    readFile: ({ path: file }: Uri): Promise<Uint8Array> => readFile(file),
    delete: async (uri: Uri): Promise<void> => {
      await rm(uri.path).catch(() => {
        throw FileSystemError.FileNotFound(uri);
      });
    },
    rename: ({ path: from }: Uri, { path: to }: Uri): Promise<void> => rename(from, to),
    writeFile: async ({ path: file }: Uri, bytes: Uint8Array): Promise<void> => {
      await mkdir(path.dirname(file), { recursive: true });
      await writeFile(file, bytes);
    },
  },
};
