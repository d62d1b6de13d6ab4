import { Anchor, SimpleGrid, Stack, Text } from '@mantine/core';
import type { MetaFunction } from '@remix-run/node';
import { Link, useLoaderData } from '@remix-run/react';
import { signedIn } from '../api.server.ts';
import { ErrorPage } from '../components/error-page.tsx';
import { Notices } from './notices.tsx';
import { PageHead } from '../components/page-head.tsx';
import { CustomTerms, feeOf, MB, PlanChoice } from './plan-forms.tsx';
import { Quotas } from './quotas.tsx';
import { Section } from '../components/section.tsx';
import { useMayAsTeam } from '../may.ts';
import { formAction, onSubmit } from '../form-action.server.ts';
import { panel } from '../../shared/contract/panel.ts';

export const meta: MetaFunction<typeof loader> = ({ data }) => [
  { title: `Plan of ${data?.workspace.name ?? 'a workspace'} · Docent` },
];

export const loader = signedIn(async ({ context: { api }, params }) => {
  const workspace_id = params['workspaceId']!;
  const [{ workspace }, plan, { notices }] = await Promise.all([
    api.workspaces.get({ workspace_id }),
    api.plans.get({ workspace_id }),
    api.notices.list({}),
  ]);
  return { workspace, plan, notices: notices.filter((notice) => notice.workspace_id === workspace_id) };
});

/** Storage is entered in megabytes. */
const CustomTermsForm = panel.setPlan.input.omit({ plan: true }).required({ custom: true });

export const action = formAction({
  dismiss: onSubmit(panel.dismissNotice.input, async (input, { api }) => {
    await api.notices.dismiss(input);
  }),
  change: onSubmit(panel.setPlan.input.omit({ custom: true }), async (input, { api }) => {
    await api.plans.set(input);
  }),
  custom: onSubmit(CustomTermsForm, async ({ workspace_id, custom }, { api }) => {
    const { stored_bytes, ...terms } = custom;
    const bytes = stored_bytes === null ? null : stored_bytes * MB;
    await api.plans.set({ workspace_id, plan: 'custom', custom: { ...terms, stored_bytes: bytes } });
  }),
});

export default function PlanPage() {
  const { workspace, plan, notices } = useLoaderData<typeof loader>();
  const mayChange = useMayAsTeam('admin') && !workspace.erased_at;
  return (
    <Stack gap="xl" maw={1180}>
      <div>
        <Text size="sm" c="dimmed">
          <Anchor
            component={Link}
            to={`/workspaces/${workspace.workspace_id}`}
            inherit
            c="dimmed"
            underline="always"
          >
            {workspace.name}
          </Anchor>
        </Text>
        <PageHead title="Plan and quotas" about={`${plan.terms.name}: ${feeOf(plan.terms)}`} />
      </div>
      {notices.length > 0 && <Notices notices={notices} mayDismiss={mayChange} />}
      <Section
        id="used"
        title="Used"
        about="Current usage. Requests beyond a quota are refused with quota_exceeded."
      >
        <Quotas {...plan} />
      </Section>
      {mayChange && (
        <SimpleGrid cols={{ base: 1, lg: 2 }} spacing="xl">
          <Section
            id="change"
            title="Change plan"
            about="Takes effect at once. Fees are charged for the part of the month in which each plan applied."
          >
            <PlanChoice {...plan} />
          </Section>
          <Section
            id="custom"
            title="Custom terms"
            about="Terms for this workspace only. An empty field means no limit. Takes effect at once."
          >
            <CustomTerms terms={plan.terms} />
          </Section>
        </SimpleGrid>
      )}
    </Stack>
  );
}

export function ErrorBoundary() {
  return <ErrorPage />;
}
