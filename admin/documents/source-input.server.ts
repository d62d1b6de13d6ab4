// The form of a source as the contract takes it. Apart from the fields, so that browsers load no schema.
import { z } from 'zod';
import { CreateSource } from '../../shared/contract/sources.ts';

const { kind, depth, max_pages, delay_seconds, remove_after, refresh_hours } = CreateSource.shape;

/** Addresses and patterns are text with one a line. */
export const SourceFields = z.object({
  kind,
  name: z.string().trim().max(200).optional(),
  addresses: z.string(),
  include: z.string(),
  exclude: z.string(),
  depth,
  max_pages,
  delay_seconds,
  remove_after,
  refresh_hours,
});

const lines = (text: string): string[] =>
  text
    .split('\n')
    .map((line) => line.trim())
    .filter(Boolean);

/** The fields as the contract takes them. */
export const toSource = ({ name, addresses, include, exclude, ...rest }: z.output<typeof SourceFields>) => ({
  ...rest,
  ...(name && { name }),
  addresses: lines(addresses),
  include: lines(include),
  exclude: lines(exclude),
});
