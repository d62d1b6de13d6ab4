import { Card, SimpleGrid, Text } from '@mantine/core';
import type { ReactNode } from 'react';
import type { Party } from '../../shared/contract/billing-parties.panel.ts';

type Props = {
  seller: Party | null;
  buyer: Party;
  /** Shown where there is no seller. */
  missing: ReactNode;
};

/** Who an invoice is from and to. */
export function InvoiceParties({ seller, buyer, missing }: Props) {
  return (
    <SimpleGrid cols={{ base: 1, sm: 2 }} spacing="md">
      <PartyCard title="From" party={seller} missing={missing} />
      <PartyCard title="To" party={buyer} />
    </SimpleGrid>
  );
}

type CardProps = { title: string; party: Party | null; missing?: ReactNode };

function PartyCard({ title, party, missing }: CardProps) {
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
        <Text size="sm">{missing}</Text>
      )}
    </Card>
  );
}
