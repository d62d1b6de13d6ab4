import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { init, type WrappedPdfiumModule } from '@embedpdf/pdfium';

export type Pdfium = WrappedPdfiumModule;

let opened: Promise<Pdfium> | undefined;

/** PDFium in WebAssembly, compiled once for the life of the process. */
export function openPdfium(): Promise<Pdfium> {
  return (opened ??= compile());
}

async function compile(): Promise<Pdfium> {
  const path = createRequire(import.meta.url).resolve('@embedpdf/pdfium/pdfium.wasm');
  const binary = await readFile(path);
  const wasmBinary = binary.buffer.slice(binary.byteOffset, binary.byteOffset + binary.byteLength);
  const pdfium = await init({ wasmBinary });
  pdfium.PDFiumExt_Init();
  return pdfium;
}

/**
 * Calls a function that fills `bytes` of PDFium's memory.
 * @returns what `read` makes of that memory, which is freed afterwards
 */
export function withMemory<T>({ pdfium }: Pdfium, bytes: number, read: (address: number) => T): T {
  const address = pdfium.wasmExports.malloc(bytes);
  if (address === 0) throw new RangeError(`no ${bytes} bytes left for PDFium`);
  try {
    return read(address);
  } finally {
    pdfium.wasmExports.free(address);
  }
}

/** Text from one of PDFium's functions that fill a buffer with UTF-16 and return its length in bytes. */
export function readUtf16(pdfium: Pdfium, fill: (address: number, bytes: number) => number): string {
  const bytes = fill(0, 0);
  if (bytes <= 2) return '';
  return withMemory(pdfium, bytes, (address) => {
    fill(address, bytes);
    return pdfium.pdfium.UTF16ToString(address);
  });
}
