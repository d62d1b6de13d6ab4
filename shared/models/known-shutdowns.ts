export type Shutdown = {
  /** YYYY-MM-DD, UTC. */
  date: string;
  replacement: string | null;
};

const LUNA = { replacement: 'gpt-6-luna' };
const UNKNOWN = { replacement: null };

/**
 * Shutdowns that providers have announced, as of 2026-11-28, from copies of OpenAI's deprecations page (October and
 * November 2026), and lists kept by others for Anthropic and DeepSeek. A replacement only where a page names one.
 */
const KNOWN: Record<string, Shutdown> = {
  'gpt-4o': { ...LUNA, date: '2027-01-14' },
  'gpt-4o-mini': { ...LUNA, date: '2027-01-14' },
  'gpt-4.1': { ...LUNA, date: '2027-01-14' },
  'gpt-4.1-mini': { ...LUNA, date: '2027-01-14' },
  'gpt-5': { date: '2026-12-11', replacement: 'gpt-6.1-sol' },
  'gpt-5-mini': { date: '2026-12-11', replacement: 'gpt-6.1-terra' },
  'gpt-5-nano': { ...UNKNOWN, date: '2026-12-11' },
  o3: { ...UNKNOWN, date: '2026-12-11' },
  'gpt-4.1-nano': { ...UNKNOWN, date: '2026-10-23' },
  'gpt-4': { date: '2026-10-23', replacement: 'gpt-5.6-sol' },
  'gpt-4-turbo': { ...UNKNOWN, date: '2026-10-23' },
  'gpt-3.5-turbo': { ...UNKNOWN, date: '2026-10-23' },
  'o3-mini': { ...UNKNOWN, date: '2026-10-23' },
  'o4-mini': { ...UNKNOWN, date: '2026-10-23' },
  'gpt-5.1': { ...UNKNOWN, date: '2027-04-01' },
  'gpt-5.4-nano': { ...UNKNOWN, date: '2027-04-01' },
  'claude-sonnet-4-5': { date: '2026-11-30', replacement: 'claude-sonnet-5-5' },
  'deepseek-chat': { date: '2026-07-24', replacement: 'deepseek-flash' },
  'deepseek-reasoner': { date: '2026-07-24', replacement: 'deepseek-v4-pro' },
};

/** The names of models that are shut down or will be. */
export const dyingModels = Object.keys(KNOWN);

/** By the name, with its owner as gateways write it, and with the date of a snapshot. */
export function knownShutdown(model: string): Shutdown | undefined {
  const name = model.toLowerCase().split('/').at(-1)!;
  return KNOWN[name] ?? KNOWN[name.replace(/-(20\d\d-\d\d-\d\d|20\d{6})$/, '')];
}
