import { Checkbox } from '@mantine/core';
import type { EvaluationSet } from '../types.ts';

/** When a set is run, beside on demand. */
export const SetOptions = ({ set }: { set?: EvaluationSet }) => (
  <>
    <Checkbox
      name="nightly"
      value="true"
      defaultChecked={set?.nightly}
      label="Run every night"
      description="At 02:11 UTC. Every question costs as much as one in a chat."
    />
    <Checkbox
      name="gate"
      value="true"
      defaultChecked={set?.gate}
      label="Warn before a change"
      description="Before settings are saved or the embedding model is switched, if that was not run, or answers got worse."
    />
  </>
);
