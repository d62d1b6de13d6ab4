import { setTimeout as pause } from 'node:timers/promises';
import type { Command } from 'commander';
import { connect } from './connect.ts';
import { note, print, printJson, printTable } from './print.ts';

/** docent eval [SET]: the sets of test questions, or a run of one until it has ended. */
export async function evaluate(
  set: string | undefined,
  options: { failBelow?: number },
  command: Command,
): Promise<void> {
  const docent = connect(command);
  const { evaluation_sets } = await docent.listEvaluationSets({ per_page: 100 });
  if (!set) {
    if (docent.json) return printJson(evaluation_sets);
    return printTable(
      ['set', 'name', 'questions'],
      evaluation_sets.map(({ set_id, name, questions }) => [set_id, name, questions]),
    );
  }
  const found = evaluation_sets.find(({ set_id, name }) => set === set_id || set === name);
  if (!found) throw new Error(`There is no set ${set}. docent eval lists the sets.`);
  let { evaluation_run: run } = await docent.startEvaluationRun({ set_id: found.set_id });
  while (run.status === 'running') {
    await pause(1_000);
    ({ evaluation_run: run } = await docent.getEvaluationRun({ run_id: run.run_id }));
  }
  if (docent.json) printJson(run);
  else
    for (const [name, value] of Object.entries(run.summary))
      print(`${name.replaceAll('_', ' ')}: ${JSON.stringify(value)}`);
  if (run.status !== 'completed') {
    note(`The run has ${run.status}. ${run.error ?? ''}`);
    process.exitCode = 1;
  }
  const { passed } = run.summary;
  if (options.failBelow !== undefined && passed < options.failBelow) {
    note(`${passed} passed, fewer than ${options.failBelow}.`);
    process.exitCode = 1;
  }
}
