import type { ChangeDocuments } from '../../../shared/contract/library.panel.ts';
import type { AppCall } from '../../call.ts';
import { refreshDocument } from '../refresh-document.ts';
import { refuseCurated } from '../refuse-curated.ts';
import { retryDocument } from '../retry-document.ts';
import { eachDocument } from './each-document.ts';
import { tagDocument } from './tag-document.ts';

/** Reads many documents again, or changes their tags. @throws document_not_found if one of them is unknown */
export const changeDocuments = (call: AppCall, { document_ids, change, tag }: ChangeDocuments) =>
  eachDocument(call, document_ids, async (document) => {
    refuseCurated(document);
    const { document_id, status } = document;
    if (change !== 'retry') return tagDocument(call, { document_id, tag: tag!, isOn: change === 'tag' });
    return status === 'failed'
      ? retryDocument(call, { document_id })
      : refreshDocument(call, { document_id });
  });
