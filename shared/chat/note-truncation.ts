import { countTokensLater } from '../models/count-tokens-later.ts';
import { estimateTokens } from '../models/estimate-tokens.ts';
import type { PromptTurn } from '../models/model.ts';
import { queueNotice } from '../mail/queue-notice.ts';
import { newId } from '../platform/ids.ts';
import type { Db, Tx } from '../../db/database.ts';
import { asSystem } from '../../db/tenant.ts';
import type { AnswerCall } from './draft.ts';

/** Vocabularies differ; no usual one needs so few tokens for the same text. */
const SHARE = 0.8;
/** The estimate is on the high side: above this share nothing needs to be counted. */
const SHARE_OF_ESTIMATE = 0.6;

/**
 * Warns if a model server has read far less than was sent: some cut a prompt off at their context window and say
 * nothing, and the rules or the sources are gone. A notice a model and month; a line in the log a model and minute.
 * @param reported input tokens as the server reports them
 */
export async function noteTruncation(
  call: AnswerCall,
  model: string,
  messages: PromptTurn[],
  reported: number,
): Promise<void> {
  const texts = messages.map(({ content }) => content);
  const estimated = texts.reduce((sum, text) => sum + estimateTokens(text), 0);
  if (reported >= estimated * SHARE_OF_ESTIMATE || !call.models.mayWarnOf(model)) return;
  try {
    const sent = await countTokensLater(texts);
    if (reported >= sent * SHARE) return;
    call.log.warn(
      { request_id: call.requestId, model, details: { sent_tokens: sent, reported_prompt_tokens: reported } },
      'the model server has read far less of the prompt than was sent: its context window is smaller than the budget',
    );
    const { appId, workspaceId, name } = call.app;
    const raise = async (db: Db | Tx) => {
      const raised = await db
        .insertInto('notices')
        .values({
          notice_id: newId('ntc'),
          workspace_id: workspaceId,
          about_app_id: appId,
          kind: 'context',
          subject: `${model}:${new Date().toISOString().slice(0, 7)}`,
          message:
            `The server of the model ${model} has read only ${reported} of ${sent} tokens of a prompt of ${name}, and ` +
            'cut off the rest. Lower the context budget in the settings, or start the server with a larger window.',
        })
        .onConflict((conflict) => conflict.columns(['workspace_id', 'kind', 'subject']).doNothing())
        .returning('notice_id')
        .execute();
      const ids = raised.map(({ notice_id }) => notice_id);
      await queueNotice(call, db, 'notices', ids);
    };
    await call.db.transaction().execute((tx) => asSystem(tx, raise));
  } catch (error) {
    call.log.warn({ err: error, model }, 'a cut off prompt was not noted');
  }
}
