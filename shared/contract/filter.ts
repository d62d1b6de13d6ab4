// Which documents a search may use. A filter is a set of conditions that must all be true; `and`, `or` and `not` combine
// further ones, two levels deep.
import { z } from 'zod';
import { DocumentId, isStorableJson, label, NOT_STORABLE } from './fields.ts';

const MOST_VALUES = 1_000;
const MOST_PARTS = 20;
const LONGEST_VALUE = 2_000;

const notEmpty = (conditions: object): boolean => Object.keys(conditions).length > 0;
const EMPTY = 'must have at least one condition, such as {"in": ["a", "b"]}';

/** `not` with a list: none of the values. */
const conditionsOn = <T extends z.ZodType, O extends z.ZodType>(value: T, ordered: O) =>
  z
    .strictObject({
      eq: value.optional(),
      in: z.array(value).min(1).max(MOST_VALUES).optional(),
      not: z.union([value, z.array(value).min(1).max(MOST_VALUES)]).optional(),
      gt: ordered.optional(),
      gte: ordered.optional(),
      lt: ordered.optional(),
      lte: ordered.optional(),
      exists: z.boolean().optional(),
    })
    .refine(notEmpty, EMPTY);

const Text = label(LONGEST_VALUE);
const TextCondition = z
  .union([Text, conditionsOn(Text, Text)])
  .meta({ id: 'TextCondition', description: 'A value, or conditions on it.' });

const Value = z.union([
  z
    .string()
    .max(LONGEST_VALUE)
    .refine((text) => isStorableJson(JSON.stringify(text)), NOT_STORABLE),
  z.number(),
  z.boolean(),
]);
const NOT_A_CONDITION =
  'must be a text, a number, true or false, or conditions such as {"in": ["a", "b"]}, {"gte": 5} or {"exists": true}';
const MetadataCondition = z
  .union([Value, conditionsOn(Value, z.union([z.string(), z.number()]))], NOT_A_CONDITION)
  .meta({
    id: 'MetadataCondition',
    description:
      'A value, or conditions on it. A list in the metadata matches if one of its values does. Ranges compare numbers with ' +
      'numbers and texts with texts, so dates in the form 2026-01-31 can be compared. `not` also matches documents ' +
      'without the field.',
  });

const Moment = z.union([z.iso.datetime({ offset: true }), z.iso.date()]);
const TimeCondition = z
  .strictObject({
    gt: Moment.optional(),
    gte: Moment.optional(),
    lt: Moment.optional(),
    lte: Moment.optional(),
  })
  .refine(notEmpty, 'must have at least one of gt, gte, lt and lte')
  .meta({ id: 'TimeCondition', description: 'ISO 8601. A date alone is its beginning in UTC.' });

const fields = {
  document_ids: z.array(DocumentId).min(1).max(MOST_VALUES).optional(),
  metadata: z
    .record(z.string().max(200), MetadataCondition)
    .refine((value) => isStorableJson(JSON.stringify(Object.keys(value))), NOT_STORABLE)
    .optional(),
  name: TextCondition.optional(),
  source_url: TextCondition.optional(),
  language: TextCondition.optional().describe('ISO 639-1.'),
  created_at: TimeCondition.optional(),
};

const combined = <T extends z.ZodType>(part: T) => ({
  ...fields,
  and: z.array(part).min(1).max(MOST_PARTS).optional().describe('All of these are true.'),
  or: z.array(part).min(1).max(MOST_PARTS).optional().describe('At least one of these is true.'),
  not: part.optional().describe('This is not true.'),
});

const FilterConditions = z.strictObject(fields).meta({ id: 'FilterConditions' });
const FilterGroup = z.strictObject(combined(FilterConditions)).meta({ id: 'FilterGroup' });

export const Filter = z.strictObject(combined(FilterGroup)).meta({
  id: 'Filter',
  description:
    'Search only documents for which all of this is true: ids, and conditions on metadata, name, source_url, language and ' +
    'created_at, combined with and, or and not.',
});
export type Filter = z.infer<typeof Filter>;
/** A filter of any level. */
export type FilterPart = z.infer<typeof FilterConditions> & {
  and?: FilterPart[] | undefined;
  or?: FilterPart[] | undefined;
  not?: FilterPart | undefined;
};
export type Conditions = {
  [operator in 'eq' | 'gt' | 'gte' | 'lt' | 'lte']?: string | number | boolean | undefined;
} & {
  in?: (string | number | boolean)[] | undefined;
  not?: string | number | boolean | (string | number | boolean)[] | undefined;
  exists?: boolean | undefined;
};
