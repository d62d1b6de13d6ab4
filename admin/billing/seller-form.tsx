import { NumberInput, SimpleGrid, Textarea, TextInput } from '@mantine/core';
import type { Seller } from '../../shared/contract/billing-parties.panel.ts';
import { INPUT_FIRST } from '../components/input-first.ts';
import { Section } from '../components/section.tsx';
import { SettingsCard } from '../components/settings-card.tsx';
import { useMay } from '../may.ts';

/** Who issues the invoices of this installation. */
export function SellerForm({ seller }: { seller: Seller | null }) {
  const mayChange = useMay('admin');
  return (
    <Section
      id="seller"
      title="Seller on invoices"
      about="Who issues them, the tax, and when they are due. Invoices that were issued keep what they say."
    >
      <SettingsCard intent="seller" does="Save seller" mayChange={mayChange}>
        {(problem) => {
          const field = (name: keyof Seller) => ({
            name,
            error: problem?.fields[name],
            disabled: !mayChange,
            inputWrapperOrder: INPUT_FIRST,
          });
          return (
            <SimpleGrid cols={{ base: 1, sm: 2 }} spacing="md">
              <TextInput
                {...field('name')}
                label="Name"
                defaultValue={seller?.name}
                required
                maxLength={200}
                autoComplete="organization"
              />
              <TextInput {...field('tax_id')} label="Tax ID" defaultValue={seller?.tax_id} maxLength={60} />
              <Textarea
                {...field('address')}
                label="Address"
                defaultValue={seller?.address}
                autosize
                minRows={3}
                maxRows={6}
                maxLength={500}
              />
              <Textarea
                {...field('note')}
                label="Printed at the end"
                description="Such as a bank account or terms of payment."
                defaultValue={seller?.note}
                autosize
                minRows={2}
                maxRows={6}
                maxLength={1000}
              />
              <TextInput
                {...field('tax_name')}
                label="Name of the tax"
                defaultValue={seller?.tax_name ?? 'VAT'}
                maxLength={20}
              />
              <TextInput
                {...field('tax_rate')}
                label="Tax in percent"
                description="Added to every invoice, unless the workspace has its own rate."
                inputMode="decimal"
                defaultValue={seller?.tax_rate ?? '0'}
              />
              <NumberInput
                {...field('payment_days')}
                label="Days until payment is due"
                min={0}
                max={365}
                allowDecimal={false}
                defaultValue={seller?.payment_days ?? 14}
              />
            </SimpleGrid>
          );
        }}
      </SettingsCard>
    </Section>
  );
}
