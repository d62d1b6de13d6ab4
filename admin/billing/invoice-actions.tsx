import { Button, Card, Group, SimpleGrid, Stack, Text, TextInput } from '@mantine/core';
import { Form } from '@remix-run/react';
import type { Invoice } from '../types.ts';
import { Refused } from '../components/problem.tsx';
import { Section } from '../components/section.tsx';
import { KeepChanges } from '../components/unsaved.tsx';
import { useAnswer } from '../components/use-answer.ts';

/** Marks an invoice as paid, or issues a credit note. */
export function InvoiceActions({ invoice }: { invoice: Invoice }) {
  const paid = useAnswer('pay');
  const credit = useAnswer('credit');
  return (
    <SimpleGrid cols={{ base: 1, md: 2 }} spacing="xl">
      {invoice.status === 'open' && (
        <Section id="pay" title="Payment" about="For payments outside a payment provider.">
          <Card padding="lg">
            <Form method="post">
              <Stack>
                <Refused problem={paid.problem} />
                <Text size="sm">
                  Marking an invoice as paid cannot be undone. The date is recorded, and a payment provider no
                  longer collects it.
                </Text>
                <Group justify="flex-end">
                  <Button type="submit" name="intent" value="pay" loading={paid.sending}>
                    Mark paid
                  </Button>
                </Group>
              </Stack>
            </Form>
          </Card>
        </Section>
      )}
      <Section
        id="credit"
        title="Credit note"
        about={`Takes back an amount; what was paid is refunded. $${invoice.credited} of $${invoice.total} so far.`}
      >
        <Card padding="lg">
          <Form method="post">
            <Stack gap="sm">
              <KeepChanges result={credit.result} />
              <Refused problem={credit.problem} />
              <TextInput
                name="amount"
                label="US dollars"
                placeholder="12.50"
                inputMode="decimal"
                required
                error={credit.problem?.fields['amount']}
              />
              <TextInput
                name="reason"
                label="Reason"
                description="Printed on the credit note."
                required
                maxLength={200}
                error={credit.problem?.fields['reason']}
              />
              <Group justify="flex-end">
                <Button type="submit" name="intent" value="credit" variant="default" loading={credit.sending}>
                  Issue credit note
                </Button>
              </Group>
            </Stack>
          </Form>
        </Card>
      </Section>
    </SimpleGrid>
  );
}
