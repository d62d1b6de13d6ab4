/** Pauses before each attempt to resume an answer: as long in all as the server continues it without a reader. */
export const PAUSES_MS = [300, 1_000, 2_000, 4_000, ...Array.from({ length: 7 }, () => 8_000)];
