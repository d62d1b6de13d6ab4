import type { Feedback } from '../../../shared/contract/feedback.ts';
import type { AppCall } from '../../call.ts';

/** The ids of the app's sessions with an answer that has this rating, as a subquery. */
export const ratedSessions = ({ db, app }: AppCall, rating: Feedback['rating']) =>
  db
    .selectFrom('feedback')
    .select('feedback.session_id')
    .where('feedback.app_id', '=', app.appId)
    .where('feedback.rating', '=', rating);
