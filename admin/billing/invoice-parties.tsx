import { Card, SimpleGrid, Text } from '@mantine/core';
import type { Party } from '../../shared/contract/billing-parties.panel.ts';

/** Who an invoice is from and to. */
export function InvoiceParties({ seller, buyer }: { seller: Party | null; buyer: Party }) {
  return (
    <SimpleGrid cols={{ base: 1, sm: 2 }} spacing="md">
      <PartyCard title="From" party={seller} />
      <PartyCard title="To" party={buyer} />
    </SimpleGrid>
  );
}

function PartyCard({ title, party }: { title: string; party: Party | null }) {
  return (
    <Card withBorder padding="md">
      <Text size="sm" c="dimmed">
        {title}
      </Text>
      {party ? (
        <div dir="auto" style={{ overflowWrap: 'anywhere', whiteSpace: 'pre-line' }}>
          <Text fw={600} size="sm">
            {party.name}
          </Text>
          <Text size="sm">
            {[party.address, party.tax_id && `Tax ID: ${party.tax_id}`, party.note]
              .filter(Boolean)
              .join('\n')}
          </Text>
        </div>
      ) : (
        <Text size="sm">No seller was set when it was issued.</Text>
      )}
    </Card>
  );
}
