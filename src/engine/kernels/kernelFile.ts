import { Failure } from '../../common/failure.ts';
import { readKernelFile } from '../packaging/engineFiles.ts';

/**
 * The first of the kernels that this machine can run: not every one has relaxed SIMD. Throws `internal` where the files
 * are missing.
 */
export function readKernel(files = kernelFiles): WebAssembly.Module {
  for (const name of files) {
    const bytes = readFile(name);
    if (WebAssembly.validate(bytes)) return new WebAssembly.Module(bytes);
  }
  throw new Failure(
    'internal',
    'The engine cannot compute on this machine: its WebAssembly has no SIMD',
  );
}

/** The fastest one first; both give the same numbers. */
export const kernelFiles: readonly string[] = ['kernel-relaxed.wasm', 'kernel.wasm'];

function readFile(name: string): Uint8Array<ArrayBuffer> {
  try {
    return readKernelFile(name);
  } catch (cause) {
    const message = `“${name}” is missing beside the engine: install Vectorscope again`;
    throw new Failure('internal', message, { cause });
  }
}
