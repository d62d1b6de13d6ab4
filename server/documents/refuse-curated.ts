import { CURATED_ANSWER } from '../../shared/contract/media-type.ts';
import { fail } from '../../shared/platform/errors.ts';

/** A curated answer gets no other content than its own. @throws invalid_request */
export function refuseCurated({ name, media_type }: { name: string; media_type: string }): void {
  if (media_type === CURATED_ANSWER)
    fail(
      'invalid_request',
      `“${name}” is a curated answer. Change it with PUT /curated-answers/{answer_id}, or in the panel under Curated answers.`,
    );
}
