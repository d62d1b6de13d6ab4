import { ActionIcon, Group, Progress, Stack, Text } from '@mantine/core';
import { Dropzone, type FileRejection } from '@mantine/dropzone';
import { useRef, useState } from 'react';
import { DownloadIcon, TrashIcon, UploadIcon } from '../components/icons.tsx';
import { bytes, megabytes } from '../components/quantities.ts';
import { sendFile } from './send-file.ts';

type Upload = {
  id: number;
  name: string;
  size: number;
  sent: number;
  state: 'waiting' | 'sending' | 'failed';
  problem?: string;
};

/** Number of parallel uploads. */
const AT_ONCE = 3;

type Props = { appId: string; maxBytes: number; onTaken: () => void };

/**
 * Uploads files by drag and drop or by selection, each with its progress. Finished uploads move to the list of
 * documents.
 */
export function Uploads({ appId, maxBytes, onTaken }: Props) {
  const [uploads, setUploads] = useState<Upload[]>([]);
  const queue = useRef<{ id: number; file: File }[]>([]);
  const running = useRef(0);
  const lastId = useRef(0);
  const change = (id: number, by: Partial<Upload>) =>
    setUploads((all) => all.map((upload) => (upload.id === id ? { ...upload, ...by } : upload)));
  const forget = (id: number) => setUploads((all) => all.filter((upload) => upload.id !== id));

  const work = async (): Promise<void> => {
    const next = queue.current.shift();
    if (!next) return;
    running.current++;
    change(next.id, { state: 'sending' });
    const problem = await sendFile(`/admin/files/${appId}`, next.file, (sent) => change(next.id, { sent }));
    running.current--;
    if (problem) change(next.id, { state: 'failed', problem });
    else {
      forget(next.id);
      onTaken();
    }
    void work();
  };
  const take = (files: File[]) => {
    const added = files.map((file) => ({ id: ++lastId.current, file }));
    queue.current.push(...added);
    setUploads((all) => [
      ...all,
      ...added.map(({ id, file }) => ({
        id,
        name: file.name,
        size: file.size,
        sent: 0,
        state: 'waiting' as const,
      })),
    ]);
    while (running.current < AT_ONCE && queue.current.length > 0) void work();
  };
  const refuse = (rejections: FileRejection[]) =>
    setUploads((all) => [
      ...all,
      ...rejections.map(({ file, errors }) => ({
        id: ++lastId.current,
        name: file.name,
        size: file.size,
        sent: 0,
        state: 'failed' as const,
        problem:
          errors[0]?.code === 'file-too-large'
            ? `Larger than ${megabytes(maxBytes)}, the limit of this server. Split it, or ask the operator.`
            : (errors[0]?.message ?? 'This file cannot be uploaded.'),
      })),
    ]);
  return (
    <Stack gap="sm">
      <Dropzone
        onDrop={take}
        onReject={refuse}
        maxSize={maxBytes}
        inputProps={{ 'aria-label': 'Choose files to upload' }}
        className="drop"
      >
        <Group gap="md" justify="center" wrap="nowrap" style={{ pointerEvents: 'none' }}>
          <Dropzone.Accept>
            <DownloadIcon size={28} />
          </Dropzone.Accept>
          <Dropzone.Idle>
            <UploadIcon size={28} style={{ flexShrink: 0 }} />
          </Dropzone.Idle>
          <div>
            <Text fw={600} size="sm">
              Drop files here, or click to choose
            </Text>
            <Text size="xs" c="dimmed">
              Text, Markdown, HTML, PDF, Word, PowerPoint, Excel, EPUB, CSV, JSON and pictures, up to{' '}
              {megabytes(maxBytes)} each. The content decides the type, not the name.
            </Text>
          </div>
        </Group>
      </Dropzone>
      {uploads.length > 0 && (
        <Stack component="ul" gap={6} className="uploads" aria-label="Uploads">
          {uploads.map((upload) => (
            <Row key={upload.id} upload={upload} forget={() => forget(upload.id)} />
          ))}
        </Stack>
      )}
    </Stack>
  );
}

function Row({ upload, forget }: { upload: Upload; forget: () => void }) {
  const { name, size, sent, state, problem } = upload;
  const share = size > 0 ? Math.min(100, (sent / size) * 100) : 0;
  return (
    <li>
      <Group justify="space-between" wrap="nowrap" gap="sm">
        <Text size="sm" dir="auto" truncate title={name}>
          {name}
        </Text>
        <Group gap={6} wrap="nowrap">
          <Text size="xs" c="dimmed" style={{ whiteSpace: 'nowrap' }}>
            {state === 'waiting'
              ? 'waiting'
              : state === 'failed'
                ? 'refused'
                : `${bytes(sent)} of ${bytes(size)}`}
          </Text>
          {state === 'failed' && (
            <ActionIcon
              variant="subtle"
              color="gray"
              size="sm"
              aria-label={`Remove ${name} from the list`}
              onClick={forget}
            >
              <TrashIcon size={14} />
            </ActionIcon>
          )}
        </Group>
      </Group>
      {state === 'sending' && <Progress value={share} size="xs" mt={4} aria-label={`Sending ${name}`} />}
      {problem && (
        <Text size="xs" className="bad" role="alert">
          {problem}
        </Text>
      )}
    </li>
  );
}
