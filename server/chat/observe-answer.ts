import type { AppCall } from '../call.ts';
import type { Answer, Outcome } from './answer.ts';

/** Records a finished answer in metrics and trace. Nothing is recorded while it streams. */
export function observeAnswer(call: AppCall, answer: Answer, outcome: Outcome): void {
  const { metrics } = call;
  const app = metrics.appLabel(call.app.appId);
  metrics.answers.inc({ status: outcome.status, app });
  if (answer.firstTokenAt !== undefined)
    metrics.firstTokenSeconds.observe({ app }, (answer.firstTokenAt - answer.startedAt) / 1000);
  call.tracing?.current()?.setAttributes({
    'gen_ai.conversation.id': answer.sessionId,
    'docent.message_id': answer.messageId,
    'docent.answer.status': outcome.status,
  });
}
