import type { AppSettings } from '../../../shared/contract/apps.panel.ts';
import { BUILTIN_CHAT } from '../../../shared/models/open-models.ts';
import { fail } from '../../../shared/platform/errors.ts';
import type { AppCall } from '../../call.ts';

type Named = Partial<Pick<AppSettings, 'chat_model' | 'fallback_model' | 'rewrite_model' | 'rerank_model'>>;

/** @throws invalid_request for a model that this server cannot call */
export function requireCallable({ config }: AppCall, settings: Named): void {
  if (settings.rerank_model && !config.models.reranker)
    fail(
      'invalid_request',
      `The re-ranking model ${settings.rerank_model} needs a server. Set RERANK_URL, or leave it out.`,
    );
  const named = [settings.chat_model, settings.fallback_model, settings.rewrite_model].find(
    (model) => model && model !== BUILTIN_CHAT,
  );
  if (named && !config.models.server)
    fail(
      'invalid_request',
      `The model ${named} needs a model server. Set OPENAI_API_KEY or OPENAI_BASE_URL, or choose ${BUILTIN_CHAT}.`,
    );
}
