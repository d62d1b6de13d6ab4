import { Button, FileButton, Progress, Stack, Text } from '@mantine/core';
import { useState } from 'react';
import { UploadIcon } from '../components/icons.tsx';
import { bytes } from '../components/quantities.ts';
import { sendFile } from './send-file.ts';

type Sending = { name: string; size: number; sent: number; problem?: string };
type Props = { appId: string; documentId: string; onTaken: () => void };

/** Uploads a new version of a document. @returns the button, and the progress of the upload */
export function useReplace({ appId, documentId, onTaken }: Props) {
  const [sending, setSending] = useState<Sending>();
  const busy = sending !== undefined && !sending.problem;
  const take = async (file: File | null) => {
    if (!file) return;
    const { name, size } = file;
    setSending({ name, size, sent: 0 });
    const problem = await sendFile(`/admin/files/${appId}/${documentId}`, file, (sent) =>
      setSending({ name, size, sent }),
    );
    setSending(problem ? { name, size, sent: size, problem } : undefined);
    if (!problem) onTaken();
  };
  const button = (
    // A new key after each file, so that the same file can be chosen again.
    <FileButton
      key={busy ? 'sending' : 'waiting'}
      onChange={(file) => void take(file)}
      inputProps={{ 'aria-label': 'Choose the new version' }}
    >
      {(props) => (
        <Button {...props} variant="default" size="sm" leftSection={<UploadIcon size={16} />} loading={busy}>
          Replace
        </Button>
      )}
    </FileButton>
  );
  return { button, state: sending && <OnItsWay sending={sending} /> };
}

function OnItsWay({ sending: { name, size, sent, problem } }: { sending: Sending }) {
  if (problem)
    return (
      <Text size="sm" className="bad" role="alert" style={{ overflowWrap: 'anywhere' }}>
        <bdi>{name}</bdi> was refused: {problem}
      </Text>
    );
  return (
    <Stack gap={4}>
      <Text size="sm" style={{ overflowWrap: 'anywhere' }}>
        Sending <bdi>{name}</bdi>, {bytes(sent)} of {bytes(size)}
      </Text>
      <Progress value={size > 0 ? (sent / size) * 100 : 0} size="xs" aria-label={`Sending ${name}`} />
    </Stack>
  );
}
