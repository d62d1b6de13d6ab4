// The forms of an app's settings as the contract takes them. Apart from the fields, so that browsers load no schema.
import { z } from 'zod';
import { AppSettings, UpdateApp } from '../../shared/contract/apps.panel.ts';

/** The allowed link hosts are a choice and, with `some`, a list. */
export const SettingsFields = z.object({
  ...AppSettings.omit({ handover: true }).shape,
  despite_evaluation: UpdateApp.shape.despite_evaluation,
  links: z.enum(['any', 'some', 'none']),
  evaluate_first: z.boolean().optional(),
  // A switch that is off sends nothing.
  ai_disclosure: z.boolean().default(false),
});

/** The kind that was chosen, and its field. */
export const HandoverFields = z.object({
  kind: z.enum(['off', 'email', 'link', 'form']),
  address: z.string(),
  url: z.string(),
  consent: z.string(),
});
