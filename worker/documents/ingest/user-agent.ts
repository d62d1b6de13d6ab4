import type { Config } from '../../../shared/platform/config.ts';
import { VERSION } from '../../../shared/platform/version.ts';

/** The name that rules in robots.txt are for. */
export const ROBOT = 'Docent';

/** What Docent calls itself when it fetches pages: its name, and whom to write to. */
export const userAgentOf = ({ ingestContact }: Pick<Config, 'ingestContact'>): string =>
  `${ROBOT}/${VERSION}${ingestContact ? ` (+${ingestContact})` : ''}`;
