import { Alert, Anchor, Card, Stack, Text } from '@mantine/core';
import type { MetaFunction } from '@remix-run/node';
import { Link, useLoaderData, useSearchParams } from '@remix-run/react';
import { signedIn, textOf } from '../api.server.ts';
import { ErrorPage } from '../components/error-page.tsx';
import { PageHead } from '../components/page-head.tsx';
import { names, PriceForm, type PriceValues } from './price-form.tsx';
import { PriceTable } from './price-table.tsx';
import { count } from '../components/quantities.ts';
import { Reprice } from './reprice.tsx';
import { Section } from '../components/section.tsx';
import { useMay } from '../may.ts';
import { formAction, onSubmit } from '../form-action.server.ts';
import { panel } from '../../shared/contract/panel.ts';
import type { Price } from '../types.ts';

export const meta: MetaFunction = () => [{ title: 'Prices · Docent' }];

export const loader = signedIn(({ context: { api } }) => api.prices.list({}));

const valuesOf = (form: FormData) =>
  Object.fromEntries(names.map((name) => [name, textOf(form, name)])) as PriceValues;

export const action = formAction({
  reprice: onSubmit(panel.reprice.input, (input, { api }) => api.prices.reprice(input)),
  preview: onSubmit(panel.previewPrice.input, async (input, { api, form }) => ({
    preview: await api.prices.preview(input),
    values: valuesOf(form),
  })),
  set: onSubmit(panel.setPrice.input, async (input, { api, form }) => {
    await api.prices.set(input);
    return { values: valuesOf(form) };
  }),
});

/** A model's own price of today, to be changed; the new one replaces it. */
function initialOf(model: string, prices: Price[]): Partial<PriceValues> {
  const price = prices.find((one) => one.model === model && one.state === 'current');
  if (!price) return { model };
  const { input_per_million, cached_input_per_million, output_per_million, cache_write_per_million } = price;
  return {
    model,
    input_per_million,
    cached_input_per_million,
    output_per_million,
    cache_write_per_million: cache_write_per_million ?? '',
  };
}

export default function Prices() {
  const { prices, unpriced } = useLoaderData<typeof loader>();
  const [search] = useSearchParams();
  const mayChange = useMay('admin');
  const past = prices.filter(({ state }) => state === 'past');
  return (
    <Stack gap="xl" maw={1180}>
      <PageHead
        title="Prices"
        about="US dollars per million tokens. The cost of a call is fixed when it ends. Prices are never edited, only replaced by newer ones."
      />
      {unpriced.length > 0 && (
        <Alert color="yellow">
          <Text size="sm" fw={600}>
            Models without a price
          </Text>
          {unpriced.map(({ model, tokens }) => (
            <Text size="sm" key={model} style={{ overflowWrap: 'anywhere' }}>
              <b>{model}</b>: {count(tokens)} tokens of the last 30 days are counted, their cost is unknown.{' '}
              {mayChange && (
                <Anchor
                  component={Link}
                  to={`?model=${encodeURIComponent(model)}#set`}
                  c="inherit"
                  underline="always"
                  inherit
                  fw={500}
                >
                  Set its price
                </Anchor>
              )}
            </Text>
          ))}
        </Alert>
      )}
      <Section id="current" title="Current prices" about="Includes scheduled ones.">
        <PriceTable
          label="Prices"
          mayChange={mayChange}
          prices={prices.filter(({ state }) => state !== 'past')}
        />
      </Section>
      <Card withBorder padding={0} component="details" className="details">
        <summary>History: {count(past.length)} earlier prices</summary>
        {past.length > 0 && <PriceTable label="Earlier prices" prices={past} />}
      </Card>
      {mayChange && (
        <>
          <Section
            id="set"
            title="Set or change a price"
            about="Preview what it would have cost before you set it. A change is a newer price: the one before stays in the history."
          >
            <PriceForm initial={initialOf(search.get('model') ?? '', prices)} />
          </Section>
          <Section
            id="reprice"
            title="Re-price past calls"
            about="Adds a correction for every call in this period whose cost differs from the current prices. Nothing is edited. Differences to issued invoices appear on the next one."
          >
            <Reprice />
          </Section>
        </>
      )}
    </Stack>
  );
}

export function ErrorBoundary() {
  return <ErrorPage />;
}
