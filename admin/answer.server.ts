import { data } from '@remix-run/node';
import { problemOf } from './api.server.ts';

/**
 * The result of one of a page's forms, under the form's name: without JavaScript, the response must find its form
 * again.
 */
export async function answer<T>(intent: string, act: () => Promise<T>) {
  try {
    return { intent, done: await act() };
  } catch (error) {
    const problem = problemOf(error);
    return data({ intent, problem }, { status: problem.status });
  }
}
