import { SimpleGrid, Stack } from '@mantine/core';
import { useLoaderData } from '@remix-run/react';
import { answer } from '../answer.server.ts';
import { readForm, signedIn } from '../api.server.ts';
import { BudgetCard, NewBudget } from './budget-form.tsx';
import { Empty } from '../components/empty.tsx';
import { PageHead } from '../components/page-head.tsx';
import { Section } from '../components/section.tsx';
import { useMay } from '../may.ts';

export const loader = signedIn(async ({ context: { api }, params }) => {
  // An empty input is typed as a record without any field, which leaves no room for the app's.
  const inApp = { app_id: params['appId']! };
  const [{ budgets }, { keys }] = await Promise.all([api.budgets.list(inApp), api.keys.list(inApp)]);
  const taken = new Set(budgets.map(({ key_id }) => key_id ?? ''));
  const choices = [
    { value: '', label: 'The whole app' },
    ...keys
      .filter(({ revoked_at }) => !revoked_at)
      .map(({ key_id, name, prefix }) => ({ value: key_id, label: `The key ${name} (${prefix}…)` })),
  ].filter(({ value }) => !taken.has(value));
  return { budgets, choices };
});

export const action = signedIn(async ({ request, context: { api }, params }) => {
  const { text } = await readForm(request);
  const key_id = text('key_id') || null;
  return answer(text('intent'), () =>
    api.budgets.set({
      app_id: params['appId']!,
      key_id,
      cap: text('remove') ? null : text('cap'),
      alert_percents: text('alert_percents')
        .split(/[\s,%]+/)
        .filter(Boolean)
        .map(Number),
    }),
  );
});

export default function AppBudgets() {
  const { budgets, choices } = useLoaderData<typeof loader>();
  const mayChange = useMay('admin');
  return (
    <Stack gap="lg">
      <PageHead
        order={2}
        title="Budgets"
        about="The most that the app, or one of its keys, may spend in a calendar month of its workspace. What a call may cost is held back before it begins; when nothing is left, requests are refused with quota_exceeded."
      />
      {budgets.length > 0 ? (
        <SimpleGrid cols={{ base: 1, lg: 2 }}>
          {budgets.map((budget) => (
            <BudgetCard key={budget.key_id ?? ''} budget={budget} mayChange={mayChange} />
          ))}
        </SimpleGrid>
      ) : (
        !mayChange && <Empty title="No budgets">Nothing limits what this app may spend.</Empty>
      )}
      {mayChange && choices.length > 0 && (
        <Section
          id="new-budget"
          title="New budget"
          about={
            budgets.length === 0
              ? 'Nothing limits yet what this app may spend.'
              : 'A key’s budget counts besides that of the whole app.'
          }
        >
          <NewBudget key={choices.map(({ value }) => value).join()} choices={choices} />
        </Section>
      )}
    </Stack>
  );
}
