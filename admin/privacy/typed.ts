import { z } from 'zod';

/** The fields of an EraseDialog: the name, and what was typed. */
export const Typed = z
  .object({ name: z.string(), typed: z.string() })
  .refine(({ name, typed }) => typed.trim() === name, {
    path: ['typed'],
    message: 'is not the same. Nothing was erased.',
  });
