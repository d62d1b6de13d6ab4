// Encrypts and decrypts questions and answers of evaluations with the app's data key.
import type { Citation } from '../contract/chat.ts';
import type { NewQuestion } from '../contract/evaluations.ts';
import { places } from '../security/vault/places.ts';
import { seal, unseal } from '../security/vault/seal.ts';
import type { App } from '../tenancy/app.ts';

/** What of a question is words: the rest is in columns. */
export type QuestionText = Omit<NewQuestion, 'unanswerable' | 'tags'>;

/** An answer, with the citations in it. `reason`: why it was judged as it was. */
export type ResultText = {
  answer: string;
  reason?: string | undefined;
  citations: Pick<Citation, 'index' | 'document_id' | 'document_name' | 'quote'>[];
};

export const sealQuestion = (app: App, questionId: string, text: QuestionText): Buffer =>
  seal(app.dataKey, JSON.stringify(text), places.evaluationQuestion(app.appId, questionId));

export const readQuestion = (app: App, row: { question_id: string; content: Buffer }): QuestionText =>
  JSON.parse(
    unseal(app.dataKey, row.content, places.evaluationQuestion(app.appId, row.question_id)).toString(),
  ) as QuestionText;

type ResultKey = { run_id: string; question_id: string };

export const sealResult = (app: App, { run_id, question_id }: ResultKey, text: ResultText): Buffer =>
  seal(app.dataKey, JSON.stringify(text), places.evaluationResult(app.appId, run_id, question_id));

/** null: there is no answer, or its text was erased. */
export const readResult = (app: App, row: ResultKey & { content: Buffer | null }): ResultText | null =>
  row.content &&
  (JSON.parse(
    unseal(
      app.dataKey,
      row.content,
      places.evaluationResult(app.appId, row.run_id, row.question_id),
    ).toString(),
  ) as ResultText);
