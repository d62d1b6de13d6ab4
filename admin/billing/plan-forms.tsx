import { Button, Card, Group, Radio, SimpleGrid, Stack, Text, TextInput } from '@mantine/core';
import { Form } from '@remix-run/react';
import type { WorkspacePlan } from '../types.ts';
import { Done } from '../components/done.tsx';
import { Refused } from '../components/problem.tsx';
import { KeepChanges } from '../components/unsaved.tsx';
import { amountOf, quotaNames, quotas } from './quotas.tsx';
import { useAnswer } from '../components/use-answer.ts';

type Plan = WorkspacePlan['terms'];
export const MB = 1_048_576;

/** A select with the available plans. */
export function PlanChoice({ terms, plans }: Pick<WorkspacePlan, 'terms' | 'plans'>) {
  const { sending, result, done, problem } = useAnswer('change');
  return (
    <Card padding="lg">
      <Form method="post" key={terms.plan}>
        <Stack>
          <KeepChanges result={result} />
          <Refused problem={problem} />
          {done !== undefined && <Done>The workspace is on {terms.name} now.</Done>}
          <Radio.Group name="plan" label="Plan" defaultValue={terms.plan} error={problem?.fields['plan']}>
            <Stack gap="sm" mt="xs">
              {plans
                .filter(({ plan }) => plan !== 'custom')
                .map((plan) => (
                  <Radio
                    key={plan.plan}
                    value={plan.plan}
                    label={`${plan.name}: ${feeOf(plan)}`}
                    description={describe(plan)}
                  />
                ))}
            </Stack>
          </Radio.Group>
          <Group justify="flex-end">
            <Button type="submit" name="intent" value="change" loading={sending}>
              Change plan
            </Button>
          </Group>
        </Stack>
      </Form>
    </Card>
  );
}

/** The form for custom terms. Saving it puts the workspace on the custom plan. */
export function CustomTerms({ terms }: { terms: Plan }) {
  const { sending, result, done, problem } = useAnswer('custom');
  const own = terms.plan === 'custom' ? terms : undefined;
  const valueOf = (quota: (typeof quotas)[number]) => {
    const value = own?.[quota] ?? null;
    return value === null ? '' : String(quota === 'stored_bytes' ? Math.floor(value / MB) : value);
  };
  return (
    <Card padding="lg">
      <Form method="post" key={JSON.stringify(own ?? '')}>
        <Stack>
          <KeepChanges result={result} />
          <Refused problem={problem} />
          {problem?.fields['custom'] && (
            <Text size="sm" className="bad" role="alert">
              {problem.fields['custom']}: enter whole numbers, and a fee such as 199 or 99.50.
            </Text>
          )}
          {done !== undefined && <Done>The custom terms now apply.</Done>}
          <SimpleGrid cols={{ base: 1, sm: 2 }} spacing="sm">
            {quotas.map((quota) => (
              <TextInput
                key={quota}
                name={`custom.${quota}`}
                type="number"
                min={0}
                step={1}
                label={quota === 'stored_bytes' ? 'Storage, MB' : quotaNames[quota]}
                placeholder="No limit"
                defaultValue={valueOf(quota)}
              />
            ))}
            <TextInput
              name="custom.fee"
              label="US dollars per month"
              inputMode="decimal"
              placeholder="0"
              defaultValue={own?.fee}
            />
          </SimpleGrid>
          <Group justify="flex-end">
            <Button type="submit" name="intent" value="custom" variant="default" loading={sending}>
              Set custom terms
            </Button>
          </Group>
        </Stack>
      </Form>
    </Card>
  );
}

export const feeOf = ({ fee }: Plan) => (Number(fee) === 0 ? 'no fee' : `$${fee} per month`);

const describe = (plan: Plan) =>
  quotas
    .map((quota) =>
      plan[quota] === null
        ? undefined
        : `${amountOf(quota, plan[quota])}${quota === 'stored_bytes' ? '' : ` ${quotaNames[quota].toLowerCase().replace(' this month', ' per month')}`}`,
    )
    .filter(Boolean)
    .join(' · ');
