import { Code, Progress } from '@mantine/core';
import type { System } from '../types.ts';
import { Facts } from '../components/facts.tsx';
import { bytes, count } from '../components/quantities.ts';

/** Where originals and extracted texts are stored, and the free disk space of a folder. */
export function StorageFacts({ kind, location, blobs, original_bytes, disk }: System['storage']) {
  const used = disk && 100 * (1 - disk.free_bytes / disk.total_bytes);
  return (
    <Facts
      id="storage"
      title="Storage"
      facts={[
        { name: kind === 's3' ? 'Bucket' : 'Folder', value: <Code>{location}</Code> },
        { name: 'Blobs', value: `${count(blobs)}: originals and extracted texts` },
        { name: 'Originals', value: bytes(original_bytes) },
        {
          name: 'Disk',
          value: disk ? (
            <>
              {bytes(disk.free_bytes)} free of {bytes(disk.total_bytes)}
              <Progress value={used!} mt={6} aria-label="Used part of the disk" />
            </>
          ) : kind === 's3' ? (
            'The bucket says nothing of its limits.'
          ) : (
            'Not available on this system.'
          ),
        },
      ]}
    />
  );
}
