import { Badge, Button, Group, Progress, Text } from '@mantine/core';
import { Link } from '@remix-run/react';
import type { AppKey, Encryption } from '../types.ts';
import { Age } from '../components/age.tsx';
import { CellTable } from '../components/cells.tsx';
import { Confirm } from '../components/confirm.tsx';
import { count } from '../components/quantities.ts';
import { Section } from '../components/section.tsx';

const columns = [{ name: 'Key' }, { name: 'Version', right: true }, { name: 'Age', right: true }];
const withRotation = [...columns, { name: 'Rotation', right: true, minWidth: 180 }];

type Props = { encryption: Encryption; now: string; mayRotate: boolean };

/** Age of the master key and the apps' data keys, and their rotation. */
export function EncryptionKeys({ encryption: { master, apps, more }, now, mayRotate }: Props) {
  const rows = [
    {
      key: 'master',
      cells: [
        <>
          <Text size="sm" fw={500}>
            Master key
          </Text>
          <Text size="xs" c="dimmed">
            {master.in_environment ? 'MASTER_KEY, from the environment' : 'master.key in DATA_DIR'}
          </Text>
        </>,
        count(master.version),
        <Age at={master.since} now={now} />,
        ...(mayRotate ? [<RotateMaster inEnvironment={master.in_environment} />] : []),
      ],
    },
    ...apps.map((app) => ({
      key: app.app_id,
      cells: [
        <>
          <Text size="sm" fw={500} component={Link} to={`/apps/${app.app_id}`} c="inherit">
            {app.name}
          </Text>
          {app.lost && (
            <Text size="xs" c="red">
              Its file in APP_KEYS_DIR is missing: nothing of it can be read.
            </Text>
          )}
        </>,
        count(app.version),
        <Age at={app.since} now={now} />,
        ...(mayRotate ? [<Rotation app={app} />] : []),
      ],
    })),
  ];
  return (
    <Section
      id="encryption"
      title="Encryption keys"
      about={`Each app's documents, messages and secrets are encrypted with its data key, which is wrapped by the master key.${
        more ? ' The apps with the oldest keys are shown.' : ''
      }`}
    >
      <CellTable label="Encryption keys" columns={mayRotate ? withRotation : columns} rows={rows} />
    </Section>
  );
}

function RotateMaster({ inEnvironment }: { inEnvironment: boolean }) {
  if (inEnvironment)
    return (
      <Text size="xs" c="dimmed">
        npm run keys:rotate-master
      </Text>
    );
  return (
    <Confirm
      title="Rotate the master key?"
      does="Rotate"
      fields={{ intent: 'rotate-master' }}
      target={(open) => (
        <Button size="xs" variant="default" onClick={open} aria-label="Rotate the master key">
          Rotate
        </Button>
      )}
    >
      A new master key replaces the file master.key. Running servers continue. Older backups need the old key,
      so copy it first if you keep such backups.
    </Confirm>
  );
}

function Rotation({ app }: { app: AppKey }) {
  if (app.lost) return null;
  if (!app.rotation)
    return (
      <Confirm
        title={
          <>
            Rotate the key of <bdi>{app.name}</bdi>?
          </>
        }
        does="Rotate"
        fields={{ intent: 'rotate-app', app_id: app.app_id }}
        target={(open) => (
          <Button size="xs" variant="default" onClick={open} aria-label={`Rotate the key of ${app.name}`}>
            Rotate
          </Button>
        )}
      >
        A worker re-encrypts everything of this app with a new key while the app stays in use, then destroys
        the old one. A backup from before still opens with the app’s file in APP_KEYS_DIR.
      </Confirm>
    );
  const { done, total } = app.rotation;
  return (
    <div>
      <Group gap={6} justify="flex-end">
        <Badge variant="light" tt="none">
          rotating
        </Badge>
        <Text size="xs" c="dimmed">
          {total === null ? 'waiting for all servers' : `${count(done)} of ${count(total)}`}
        </Text>
      </Group>
      <Progress
        value={total ? (100 * done) / total : total === 0 ? 100 : 0}
        mt={6}
        aria-label={`Re-encrypted data of ${app.name}`}
      />
    </div>
  );
}
