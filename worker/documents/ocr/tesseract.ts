// What this project uses of tesseract.js-core, which has no types: Tesseract's C++ API in WebAssembly.

/** Of a page's layout, as Tesseract writes it. Confidence is in per cent. */
export type Layout = { blocks: { paragraphs: { lines: { text: string; confidence: number }[] }[] | null }[] };

export type Engine = {
  FS: { writeFile(path: string, data: Uint8Array): void };
  TessBaseAPI: new () => {
    /** @returns 0, or -1 if a language cannot be loaded */
    Init(dataPath: null, languages: string, mode: number): number;
    /** Reads `/input`, turned by `angle` radians. @returns 0 or 1 */
    SetImageFile(exif: number, angle: number): number;
    Recognize(monitor: null): number;
    MeanTextConf(): number;
    GetJSONText(): string;
    End(): void;
  };
};

export type OpenEngine = (options: { TesseractProgress(percent: number): void }) => Promise<Engine>;

/** The neural network alone. */
export const LSTM_ONLY = 1;
