import { z } from 'zod';
import { HandoverOffer } from './handover-offer.ts';
import { operation } from './operation.ts';

const line = (longest: number) => z.string().trim().max(longest, `must have at most ${longest} characters`);

/** Texts of the widget in one language. An empty field means the built-in text. */
export const WidgetTexts = z.object({
  title: line(60).default(''),
  greeting: line(500).default(''),
  placeholder: line(100).default(''),
  suggestions: z
    .array(line(120).min(1, 'must not be empty'))
    .max(6, 'must be at most 6 questions')
    .default([]),
});
export type WidgetTexts = z.infer<typeof WidgetTexts>;

const Locale = z.string().regex(/^[a-z]{2,3}(-[A-Z]{2})?$/, 'must be a language such as en or pt-BR');

export const WidgetSettings = z
  .object({
    position: z.enum(['right', 'left']).default('right'),
    theme: z
      .enum(['auto', 'light', 'dark'])
      .default('auto')
      .describe("auto follows the visitor's system setting."),
    accent: z
      .string()
      .regex(/^#[0-9a-f]{6}$/i, 'must be a colour such as #087f5b')
      .default('#087f5b')
      .meta({ example: '#087f5b' }),
    ai_notice: z
      .boolean()
      .default(true)
      .describe(
        'Says at the field that visitors talk to an AI. In the EU, people must learn this at first contact.',
      ),
    texts: z
      .partialRecord(Locale, WidgetTexts)
      .refine((texts) => Object.keys(texts).length <= 20, 'must be at most 20 languages')
      .default({})
      .meta({ override: { type: 'object', additionalProperties: true } })
      .describe('By language: title, greeting, placeholder and suggestions.'),
  })
  .meta({ id: 'WidgetSettings' });
export type WidgetSettings = z.infer<typeof WidgetSettings>;

export const widget = {
  getWidget: operation({
    id: 'getWidget',
    tag: 'Widget',
    summary: "Get the widget's settings",
    description: 'Used by `/widget.js` before it appears: appearance and texts, from the app of the key.',
    method: 'get',
    path: '/widget',
    scope: 'chat',
    status: 200,
    input: z.object({}),
    output: z.object({
      widget: WidgetSettings,
      handover: HandoverOffer.nullable().describe('What is offered to who wants a person; null: nothing.'),
    }),
    errors: [],
  }),
};
