// Append-only: a migration that has landed never changes.
import type { Migration } from 'kysely/migration';
import * as tenancy from './001-tenancy.ts';
import * as documents from './002-documents.ts';
import * as chat from './003-chat.ts';
import * as access from './004-access.ts';
import * as billing from './005-billing.ts';
import * as invoices from './006-invoices.ts';
import * as privacy from './007-privacy.ts';
import * as audit from './008-audit.ts';
import * as webhooks from './009-webhooks.ts';
import * as rowSecurity from './010-row-security.ts';
import * as trueCounts from './011-true-counts.ts';
import * as visitors from './012-visitors.ts';
import * as inHand from './013-in-hand.ts';
import * as feeHistory from './014-fee-history.ts';
import * as models from './015-models.ts';
import * as budgetLocks from './016-budget-locks.ts';
import * as uploads from './017-uploads.ts';
import * as waiting from './018-waiting.ts';
import * as modelPrices from './019-model-prices.ts';
import * as payments from './020-payments.ts';
import * as slots from './021-slots.ts';
import * as readings from './022-readings.ts';
import * as cacheWrites from './023-cache-writes.ts';
import * as filters from './024-filters.ts';
import * as sources from './025-sources.ts';
import * as embeddingSwitches from './026-embedding-switches.ts';
import * as names from './027-names.ts';
import * as ocr from './028-ocr.ts';
import * as evaluations from './029-evaluations.ts';
import * as parts from './030-parts.ts';
import * as paces from './031-paces.ts';
import * as unanswered from './032-unanswered.ts';
import * as vectorIndexes from './033-vector-indexes.ts';
import * as usageMonthly from './034-usage-monthly.ts';
import * as talk from './035-talk.ts';
import * as relevance from './036-relevance.ts';
import * as rerank from './037-rerank.ts';
import * as curatedAnswers from './038-curated-answers.ts';
import * as settingsHistory from './039-settings-history.ts';
import * as handovers from './040-handovers.ts';
import * as aiDisclosure from './041-ai-disclosure.ts';
import * as judgement from './042-judgement.ts';
import * as publishableKeys from './043-publishable-keys.ts';
import * as publishing from './044-publishing.ts';
import * as mails from './045-mails.ts';
import * as passages from './046-passages.ts';
import * as quality from './047-quality.ts';
import * as adminIdentities from './048-admin-identities.ts';
import * as wordIndex from './049-word-index.ts';
import * as invoiceParties from './050-invoice-parties.ts';
import * as members from './051-members.ts';
import * as distribution from './052-distribution.ts';
import * as choices from './053-choices.ts';
import * as ingest from './054-ingest.ts';
import * as answersOfApp from './055-answers-of-app.ts';

export const migrations: Record<string, Migration> = {
  '001-tenancy': tenancy,
  '002-documents': documents,
  '003-chat': chat,
  '004-access': access,
  '005-billing': billing,
  '006-invoices': invoices,
  '007-privacy': privacy,
  '008-audit': audit,
  '009-webhooks': webhooks,
  '010-row-security': rowSecurity,
  '011-true-counts': trueCounts,
  '012-visitors': visitors,
  '013-in-hand': inHand,
  '014-fee-history': feeHistory,
  '015-models': models,
  '016-budget-locks': budgetLocks,
  '017-uploads': uploads,
  '018-waiting': waiting,
  '019-model-prices': modelPrices,
  '020-payments': payments,
  '021-slots': slots,
  '022-readings': readings,
  '023-cache-writes': cacheWrites,
  '024-filters': filters,
  '025-sources': sources,
  '026-embedding-switches': embeddingSwitches,
  '027-names': names,
  '028-ocr': ocr,
  '029-evaluations': evaluations,
  '030-parts': parts,
  '031-paces': paces,
  '032-unanswered': unanswered,
  '033-vector-indexes': vectorIndexes,
  '034-usage-monthly': usageMonthly,
  '035-talk': talk,
  '036-relevance': relevance,
  '037-rerank': rerank,
  '038-curated-answers': curatedAnswers,
  '039-settings-history': settingsHistory,
  '040-handovers': handovers,
  '041-ai-disclosure': aiDisclosure,
  '042-judgement': judgement,
  '043-publishable-keys': publishableKeys,
  '044-publishing': publishing,
  '045-mails': mails,
  '046-passages': passages,
  '047-quality': quality,
  '048-admin-identities': adminIdentities,
  '049-word-index': wordIndex,
  '050-invoice-parties': invoiceParties,
  '051-members': members,
  '052-distribution': distribution,
  '053-choices': choices,
  '054-ingest': ingest,
  '055-answers-of-app': answersOfApp,
};
