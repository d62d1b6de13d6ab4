import { SimpleGrid, Textarea, TextInput } from '@mantine/core';
import type { Buyer } from '../../shared/contract/billing-parties.panel.ts';
import { INPUT_FIRST } from '../components/input-first.ts';
import { Section } from '../components/section.tsx';
import { SettingsCard } from '../components/settings-card.tsx';

/** Who a workspace's invoices are addressed to. */
export function BuyerForm({ buyer, name, mayChange }: { buyer: Buyer; name: string; mayChange: boolean }) {
  return (
    <Section
      id="buyer"
      title="Billing details"
      about="What the invoices of this workspace say of it. Invoices that were issued keep what they say."
    >
      <SettingsCard intent="buyer" does="Save billing details" mayChange={mayChange}>
        {(problem) => {
          const field = (name: keyof Buyer) => ({
            name,
            error: problem?.fields[name],
            disabled: !mayChange,
            inputWrapperOrder: INPUT_FIRST,
          });
          return (
            <SimpleGrid cols={{ base: 1, sm: 2 }} spacing="md">
              <TextInput
                {...field('name')}
                label="Name on invoices"
                placeholder={name}
                defaultValue={buyer.name}
                maxLength={200}
              />
              <TextInput {...field('tax_id')} label="Tax ID" defaultValue={buyer.tax_id} maxLength={60} />
              <Textarea
                {...field('address')}
                label="Address"
                defaultValue={buyer.address}
                autosize
                minRows={3}
                maxRows={6}
                maxLength={500}
              />
              <Textarea
                {...field('note')}
                label="Printed on its invoices"
                description="Such as a reference, or why no tax is charged."
                defaultValue={buyer.note}
                autosize
                minRows={2}
                maxRows={6}
                maxLength={300}
              />
              <TextInput
                {...field('tax_rate')}
                label="Tax in percent"
                description="Empty: the seller’s rate."
                inputMode="decimal"
                defaultValue={buyer.tax_rate ?? ''}
              />
            </SimpleGrid>
          );
        }}
      </SettingsCard>
    </Section>
  );
}
