import { Alert, SimpleGrid, Stack } from '@mantine/core';
import { Link, useLoaderData } from '@remix-run/react';
import { signedIn } from '../api.server.ts';
import { BudgetCard, NewBudget } from './budget-form.tsx';
import { Empty } from '../components/empty.tsx';
import { PageHead } from '../components/page-head.tsx';
import { Section } from '../components/section.tsx';
import { useMay, useMayAsTeam } from '../may.ts';
import { formAction, onSubmit } from '../form-action.server.ts';
import { SetBudget } from '../../shared/contract/budgets.panel.ts';

export const loader = signedIn(async ({ context: { api }, params }) => {
  // An empty input has the type of a record without fields, which excludes the app id.
  const inApp = { app_id: params['appId']! };
  const [{ budgets, unpriced }, { keys }] = await Promise.all([
    api.budgets.list(inApp),
    api.keys.list(inApp),
  ]);
  const taken = new Set(budgets.map(({ key_id }) => key_id ?? ''));
  const choices = [
    { value: '', label: 'The whole app' },
    ...keys
      .filter(({ revoked_at }) => !revoked_at)
      .map(({ key_id, name, prefix }) => ({ value: key_id, label: `The key ${name} (${prefix}…)` })),
  ].filter(({ value }) => !taken.has(value));
  return { budgets, unpriced, choices };
});

export const action = formAction({
  set: onSubmit(SetBudget, (input, { api, ids }) => api.budgets.set({ app_id: ids['app_id']!, ...input })),
  remove: onSubmit(SetBudget.pick({ key_id: true }), (input, { api, ids }) =>
    api.budgets.set({ app_id: ids['app_id']!, ...input, cap: null }),
  ),
  add: onSubmit(SetBudget, (input, { api, ids }) => api.budgets.set({ app_id: ids['app_id']!, ...input })),
});

export default function AppBudgets() {
  const { budgets, unpriced, choices } = useLoaderData<typeof loader>();
  const mayChange = useMay('admin');
  const ofTeam = useMayAsTeam('viewer');
  return (
    <Stack gap="lg">
      <PageHead
        order={2}
        title="Budgets"
        about="How much the app or a key may spend in a calendar month. The expected cost of a call is reserved before it starts. When a budget is used up, requests are refused with quota_exceeded."
      />
      {unpriced.length > 0 && (
        <Alert color="yellow" variant="light" title={`No price: ${unpriced.join(', ')}`}>
          Under a budget, a model without a price is refused.{' '}
          {ofTeam && (
            <>
              Set it under <Link to="/prices">Prices</Link>, 0 if it costs nothing.
            </>
          )}
        </Alert>
      )}
      {budgets.length > 0 ? (
        <SimpleGrid cols={{ base: 1, lg: 2 }}>
          {budgets.map((budget) => (
            <BudgetCard key={budget.key_id ?? ''} budget={budget} mayChange={mayChange} />
          ))}
        </SimpleGrid>
      ) : (
        !mayChange && <Empty title="No budgets">The spending of this app is not limited.</Empty>
      )}
      {mayChange && choices.length > 0 && (
        <Section
          id="new-budget"
          title="New budget"
          about={
            budgets.length === 0
              ? 'The spending of this app is not limited yet.'
              : 'A key is limited by its own budget and by that of the app.'
          }
        >
          <NewBudget key={choices.map(({ value }) => value).join()} choices={choices} />
        </Section>
      )}
    </Stack>
  );
}
