import type { App } from '../../../shared/tenancy/app.ts';
import { DocentError } from '../../../shared/platform/errors.ts';
import { outageOf } from '../../../shared/platform/outage.ts';
import type { Worker } from '../../worker.ts';
import { ComputeError } from '../compute/compute-error.ts';
import { askModel } from './ask-model.ts';
import type { Recogniser } from './choose-recogniser.ts';

/** What became of a page. `ms`: CPU time here, or time of the call. */
export type Reading = { text: string; reason: string | null; ms: number };

const TIMEOUT_MS = 600_000;
/** Below, most words are wrong, and nobody finds them or wants them quoted. */
const READABLE = 50;

const failures: { [code in ComputeError['code']]?: string } = {
  overworked: 'OCR took longer for it than INGEST_OCR_CPU_SECONDS allows.',
  timeout: 'OCR took longer for it than ten minutes.',
  out_of_memory: 'OCR needed too much memory for it.',
};

/**
 * Reads the picture of a page.
 * @returns a reason if it could not be read, and would not be the next time
 * @throws what passes: the model server is away, the service is being stopped
 */
export async function readPicture(
  worker: Worker,
  app: App,
  { documentId, recogniser, image }: { documentId: string; recogniser: Recogniser; image: Uint8Array },
  signal: AbortSignal,
): Promise<Reading> {
  const started = performance.now();
  const since = () => Math.round(performance.now() - started);
  const { model, languages } = recogniser;
  const cpuMs = worker.config.ocr!.cpuMs;
  try {
    if (model !== undefined) {
      const text = await askModel(worker, app, { documentId, model, image }, signal);
      return { text, reason: null, ms: since() };
    }
    const limits = { signal, timeoutMs: TIMEOUT_MS, cpuMs, isSlow: true };
    const found = await worker.compute.run('recogniseText', { image, languages }, limits);
    const isReadable = found.text === '' || found.confidence >= READABLE;
    return {
      text: isReadable ? found.text : '',
      reason: isReadable ? null : 'OCR could not read it clearly. Upload a clearer scan, of 300 dpi.',
      ms: found.cpuMs,
    };
  } catch (error) {
    signal.throwIfAborted();
    const failure = error instanceof ComputeError ? failures[error.code] : undefined;
    if (failure !== undefined)
      return { text: '', reason: failure, ms: model === undefined ? cpuMs : since() };
    if (error instanceof DocentError && error.code === 'model_failed' && !outageOf(error))
      return { text: '', reason: `OCR failed. ${error.message}`, ms: since() };
    throw error;
  }
}
