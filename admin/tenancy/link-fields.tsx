import { Group, Radio, Textarea } from '@mantine/core';
import { INPUT_FIRST } from '../components/input-first.ts';
import { useState } from 'react';

/** The hosts that answers may link to: a choice and, with `some`, a list. */
export function LinkFields({
  hosts,
  error,
  disabled,
}: {
  hosts: string[] | null;
  error: string | undefined;
  disabled: boolean;
}) {
  const [links, setLinks] = useState(hosts === null ? 'any' : hosts.length > 0 ? 'some' : 'none');
  return (
    <>
      <Radio.Group
        name="links"
        label="Links in answers"
        description="A link that is not allowed becomes plain text, already while the answer streams."
        value={links}
        onChange={setLinks}
      >
        <Group mt="xs" gap="lg">
          <Radio value="any" label="To any host" disabled={disabled} />
          <Radio value="some" label="To these hosts only" disabled={disabled} />
          <Radio value="none" label="No links" disabled={disabled} />
        </Group>
      </Radio.Group>
      {links === 'some' && (
        <Textarea
          name="allowed_link_hosts"
          error={error}
          disabled={disabled}
          inputWrapperOrder={INPUT_FIRST}
          label="Allowed hosts"
          description="One per line. *.example.com matches every host below it."
          placeholder={'help.example.com\n*.example.org'}
          defaultValue={hosts?.join('\n')}
          autosize
          minRows={2}
          maxRows={8}
          required
        />
      )}
    </>
  );
}
