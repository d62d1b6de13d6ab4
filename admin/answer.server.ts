import { data } from '@remix-run/node';
import { problemOf } from './api.server.ts';

/**
 * What one of a page's forms came to, under the form's name: an answer to a form that was sent without JavaScript,
 * too, finds the form it belongs to.
 */
export async function answer<T>(intent: string, act: () => Promise<T>) {
  try {
    return { intent, done: await act() };
  } catch (error) {
    const problem = problemOf(error);
    return data({ intent, problem }, { status: problem.status });
  }
}
