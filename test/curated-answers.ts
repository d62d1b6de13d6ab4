// A curated answer that is in use.
import type { Docent } from './harness.ts';
import { until } from './until.ts';

/** @param word in everything that is written */
export async function newCuratedAnswer(
  docent: Docent,
  word: string,
  headers: Record<string, string> = {},
): Promise<{ answer_id: string; document_id: string }> {
  const send = async (path: string, json?: object) => {
    const response = await docent.api(path, { json, headers });
    if (!response.ok) throw new Error(`${path}: ${await response.text()}`);
    return (await response.json()).curated_answer;
  };
  const { answer_id, document_id } = await send('/curated-answers', {
    questions: [`Where is the ${word} parking for guests?`],
    text: `Guests park behind the ${word} gate.`,
  });
  await until('the curated answer', async () => {
    const { status } = await send(`/curated-answers/${answer_id}`);
    return status === 'ready';
  });
  return { answer_id, document_id };
}
