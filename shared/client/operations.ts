// Written by npm run client:types from shared/contract. The package of the client has no dependencies, so it cannot
// take its types from there.
/**
 * A value, or conditions on it. A list in the metadata matches if one of its values does. Ranges compare numbers with numbers and texts with texts, so dates in the form 2026-01-31 can be compared. `not` also matches documents without the field.
 */
export type MetadataConditionInput =
  | (string | number | boolean)
  | {
      eq?: string | number | boolean;
      /**
       * @minItems 1
       * @maxItems 1000
       */
      in?: (string | number | boolean)[];
      not?: (string | number | boolean) | (string | number | boolean)[];
      gt?: string | number;
      gte?: string | number;
      lt?: string | number;
      lte?: string | number;
      exists?: boolean;
    };
/**
 * A value, or conditions on it.
 */
export type TextConditionInput =
  | string
  | {
      eq?: string;
      /**
       * @minItems 1
       * @maxItems 1000
       */
      in?: string[];
      not?: string | string[];
      gt?: string;
      gte?: string;
      lt?: string;
      lte?: string;
      exists?: boolean;
    };
export type HandoverOffer =
  | {
      kind: 'email';
      address: string;
    }
  | {
      kind: 'link';
      url: string;
    }
  | {
      kind: 'form';
      /**
       * The person must agree to this text before the form is sent.
       */
      consent: string;
    };

export interface Operations {
  /**
   * Ask a question
   */
  sendMessage: {
    input: {
      message: string;
      /**
       * Continue this session. Default: a new session.
       */
      session_id?: string;
      /**
       * Answer as Server-Sent Events.
       */
      stream?: boolean;
      /**
       * Your own identifier for the person who asks. Use a pseudonym. With a publishable key it needs end_user_signature.
       */
      end_user_id?: string;
      /**
       * HMAC-SHA-256 of end_user_id by the app's identity secret (panel, Keys), in hexadecimal.
       */
      end_user_signature?: string;
      filter?: FilterInput;
      /**
       * Stored with the question and returned with the session.
       */
      metadata?: {
        [k: string]: unknown;
      };
      /**
       * A model that the app allows; default: the app's own. Another one needs a secret key.
       */
      model?: string;
      /**
       * Needs a secret key.
       */
      temperature?: number;
      /**
       * Default: the app's own. More than that needs a secret key.
       */
      max_output_tokens?: number;
      /**
       * Store the events and continue for 60 s without a reader, so that the answer can be resumed.
       */
      resumable?: boolean;
    };
    output: {
      /**
       * Identifier of a session.
       */
      session_id: string;
      /**
       * Identifier of a message.
       */
      message_id: string;
      model: string;
      usage: Usage;
      finish_reason: 'stop' | 'length' | 'no_context' | 'content_filter' | 'stopped';
      /**
       * The text is quoted from the documents word for word; no model has written it.
       */
      extract: boolean;
      /**
       * An AI system made this answer. Left out if the app's setting *AI disclosure* is off.
       */
      ai_generated?: true;
      /**
       * With `no_context`: what was nearest in the documents, at most three. It may or may not be related. Not in an answer that is replayed.
       */
      nearest?: Nearest[];
      /**
       * What the app offers to who wants a person: where nothing was found, or the visitor asks for one.
       */
      handover?:
        | {
            kind: 'email';
            address: string;
          }
        | {
            kind: 'link';
            url: string;
          }
        | {
            kind: 'form';
            /**
             * The person must agree to this text before the form is sent.
             */
            consent: string;
          };
      /**
       * For a session started with a publishable key: send it as X-Session-Secret to continue.
       */
      session_secret?: string;
      content: string;
      citations: Citation[];
      success: true;
    };
  };
  /**
   * Stop a running answer
   */
  stopAnswer: {
    input: {
      /**
       * Identifier of a message.
       */
      message_id: string;
    };
    output: {
      /**
       * Identifier of a message.
       */
      message_id: string;
      status: 'streaming' | 'complete' | 'aborted' | 'failed';
      success: true;
    };
  };
  /**
   * Resume or replay an answer
   */
  replayAnswer: {
    input: {
      /**
       * Identifier of a message.
       */
      message_id: string;
      /**
       * The last event that was received. The header Last-Event-ID says the same. Default: from the start.
       */
      last_event_id?: number;
    };
    output: {
      success: true;
    };
  };
  /**
   * Upload documents
   */
  uploadDocuments: {
    input: {
      /**
       * The name shown in citations. Required with `text`. Default for a URL: the title of the page.
       */
      name?: string;
      /**
       * The content: plain text, Markdown, HTML, CSV or JSON.
       */
      text?: string;
      /**
       * A public web page or file, fetched once.
       */
      url?: string;
      metadata?: {
        [k: string]: unknown;
      };
      /**
       * Your own identifier of the document, unique in the app. An upload with one that is known follows `on_conflict`.
       */
      external_id?: string;
      /**
       * If a document has this external_id, or without one exactly this name: replace it by a new version, keep it as it is, or fail with document_exists. Default: replace by external_id; documents of the same name are kept side by side.
       */
      on_conflict?: 'replace' | 'keep' | 'fail';
    };
    output: {
      documents: {
        /**
         * Identifier of a document.
         */
        document_id: string;
        name: string;
        status: 'queued' | 'extracting' | 'chunking' | 'embedding' | 'ready' | 'failed';
      }[];
      success: true;
    };
  };
  /**
   * List documents
   */
  listDocuments: {
    input: {
      page?: number;
      per_page?: number;
      status?: 'queued' | 'extracting' | 'chunking' | 'embedding' | 'ready' | 'failed';
      /**
       * Only documents of this source.
       */
      source_id?: string;
      /**
       * Documents with exactly this name.
       */
      name?: string;
      /**
       * The document with this identifier of yours.
       */
      external_id?: string;
    };
    output: {
      documents: Document[];
      meta: {
        current_page: number;
        per_page: number;
        has_more: boolean;
      };
      success: true;
    };
  };
  /**
   * Get a document and the progress of its ingestion
   */
  getDocument: {
    input: {
      /**
       * Identifier of a document.
       */
      document_id: string;
    };
    output: {
      document: Document;
      success: true;
    };
  };
  /**
   * Download the original file
   */
  getDocumentContent: {
    input: {
      /**
       * Identifier of a document.
       */
      document_id: string;
    };
    output: {
      success: true;
    };
  };
  /**
   * Upload a new version of a document
   */
  replaceDocument: {
    input: {
      /**
       * Identifier of a document.
       */
      document_id: string;
      /**
       * With `text`; default: the current name. With `url`, it is the title of the page.
       */
      name?: string;
      /**
       * The content: plain text, Markdown, HTML, CSV or JSON.
       */
      text?: string;
      /**
       * A public web page or file, fetched once.
       */
      url?: string;
      /**
       * Default: the current metadata.
       */
      metadata?: {
        [k: string]: unknown;
      };
    };
    output: {
      document: Document;
      success: true;
    };
  };
  /**
   * Fetch a document from its address again
   */
  refreshDocument: {
    input: {
      /**
       * Identifier of a document.
       */
      document_id: string;
    };
    output: {
      document: Document;
      success: true;
    };
  };
  /**
   * Delete a document with its chunks, vectors and files
   */
  deleteDocument: {
    input: {
      /**
       * Identifier of a document.
       */
      document_id: string;
    };
    output: {
      /**
       * Identifier of a document.
       */
      document_id: string;
      deleted: true;
      /**
       * Identifier of an erasure.
       */
      erasure_id: string;
      success: true;
    };
  };
  /**
   * List sources
   */
  listSources: {
    input: {
      page?: number;
      per_page?: number;
    };
    output: {
      sources: Source[];
      meta: {
        current_page: number;
        per_page: number;
        has_more: boolean;
      };
      success: true;
    };
  };
  /**
   * Create a source and read it
   */
  createSource: {
    input: {
      /**
       * `list`: the pages at `addresses`. `sitemap`: what a sitemap lists; give its address, or the site’s. `site`: a page and what it links to on the same site. `feed`: what an RSS or Atom feed links to.
       */
      kind: 'list' | 'sitemap' | 'site' | 'feed';
      /**
       * One address; for a list up to 1,000.
       *
       * @minItems 1
       * @maxItems 1000
       */
      addresses: string[];
      /**
       * Default: the host of the first address.
       */
      name?: string;
      /**
       * For a site: how many links from the first page.
       */
      depth?: number;
      /**
       * Only addresses that match one of these, written as in robots.txt: the beginning of a path, `*` for anything, `$` for the end.
       *
       * @maxItems 100
       */
      include?: string[];
      /**
       * Never these. They win over `include`.
       *
       * @maxItems 100
       */
      exclude?: string[];
      /**
       * No more pages than these.
       */
      max_pages?: number;
      /**
       * Pause between two requests to a host. A longer `Crawl-delay` of its robots.txt counts, up to 30.
       */
      delay_seconds?: number;
      /**
       * A page that is missing in so many refreshes one after the other is removed with its document.
       */
      remove_after?: number;
      /**
       * Hours between refreshes; null: only on request.
       */
      refresh_hours?: number | null;
      /**
       * Of its documents, for filters.
       */
      metadata?: {
        [k: string]: unknown;
      };
    };
    output: {
      source: Source;
      success: true;
    };
  };
  /**
   * Get a source with its latest refreshes
   */
  getSource: {
    input: {
      /**
       * Identifier of a source.
       */
      source_id: string;
    };
    output: {
      source: Source;
      /**
       * Newest first, at most 20.
       */
      runs: SourceRun[];
      success: true;
    };
  };
  /**
   * Change a source
   */
  updateSource: {
    input: {
      /**
       * Identifier of a source.
       */
      source_id: string;
      name?: string;
      /**
       * One address; for a list up to 1,000.
       *
       * @minItems 1
       * @maxItems 1000
       */
      addresses?: string[];
      /**
       * For a site: how many links from the first page.
       */
      depth?: number;
      /**
       * Only addresses that match one of these, written as in robots.txt: the beginning of a path, `*` for anything, `$` for the end.
       *
       * @maxItems 100
       */
      include?: string[];
      /**
       * Never these. They win over `include`.
       *
       * @maxItems 100
       */
      exclude?: string[];
      /**
       * No more pages than these.
       */
      max_pages?: number;
      /**
       * Pause between two requests to a host. A longer `Crawl-delay` of its robots.txt counts, up to 30.
       */
      delay_seconds?: number;
      /**
       * A page that is missing in so many refreshes one after the other is removed with its document.
       */
      remove_after?: number;
      /**
       * Hours between refreshes; null: only on request.
       */
      refresh_hours?: number | null;
      /**
       * Of its documents, for filters.
       */
      metadata?: {
        [k: string]: unknown;
      };
    };
    output: {
      source: Source;
      success: true;
    };
  };
  /**
   * Delete a source, and its documents if wanted
   */
  deleteSource: {
    input: {
      /**
       * Identifier of a source.
       */
      source_id: string;
      /**
       * `keep`: its documents stay, of no source. `remove`: they are erased in the background.
       */
      documents?: 'keep' | 'remove';
    };
    output: {
      /**
       * Identifier of a source.
       */
      source_id: string;
      deleted: true;
      documents: 'keep' | 'remove';
      success: true;
    };
  };
  /**
   * Refresh a source now
   */
  refreshSource: {
    input: {
      /**
       * Identifier of a source.
       */
      source_id: string;
    };
    output: {
      source: Source;
      success: true;
    };
  };
  /**
   * List the pages of a source, with what the last refresh found
   */
  listSourcePages: {
    input: {
      /**
       * Identifier of a source.
       */
      source_id: string;
      page?: number;
      per_page?: number;
      state?: 'waiting' | 'read' | 'duplicate' | 'missing' | 'skipped' | 'failed';
      /**
       * Only pages with a document that were missing.
       */
      to_be_removed?: boolean | ('0' | '1' | 'true' | 'false' | '');
    };
    output: {
      pages: SourcePage[];
      /**
       * Pages that match.
       */
      total: number;
      meta: {
        current_page: number;
        per_page: number;
        has_more: boolean;
      };
      success: true;
    };
  };
  /**
   * Get the app's embedding model, and the switch to another one if one is open
   */
  getEmbedding: {
    input: {
      [k: string]: unknown;
    };
    output: {
      embedding: {
        model: string;
        dimensions: number;
        /**
         * Put before a question when it is embedded.
         */
        query_prefix: string;
        /**
         * Put before a passage when it is embedded.
         */
        document_prefix: string;
        chunk_count: number;
      };
      /**
       * The model that new apps get.
       */
      server_default: string;
      embedding_switch: EmbeddingSwitch | null;
      success: true;
    };
  };
  /**
   * Estimate what it costs to embed all chunks with another model
   */
  estimateEmbedding: {
    input: {
      /**
       * An embedding model of the model server, or `builtin-hash`.
       */
      model: string;
    };
    output: {
      estimate: {
        model: string;
        chunk_count: number;
        tokens: number;
        /**
         * US dollars, by the current price; null: the model has no known price.
         */
        cost: number | null;
        /**
         * Chunks that are longer than the model takes, as far as that is known: embedded in parts, found less precisely.
         */
        in_parts: number;
      };
      success: true;
    };
  };
  /**
   * Switch to another embedding model
   */
  startEmbeddingSwitch: {
    input: {
      /**
       * An embedding model of the model server, or `builtin-hash`.
       */
      model: string;
      /**
       * Default: the model's own.
       */
      dimensions?: number;
      /**
       * Default: as known of the model.
       */
      query_prefix?: string;
      /**
       * Default: as known of the model.
       */
      document_prefix?: string;
      /**
       * `manual`: it waits for a confirmation once it is `ready`. `automatic`: it does not.
       */
      switch?: 'manual' | 'automatic';
      /**
       * Only with `automatic`: if the recall check finds a smaller share, it waits for a confirmation all the same.
       */
      minimum_share?: number;
    };
    output: {
      embedding_switch: EmbeddingSwitch;
      success: true;
    };
  };
  /**
   * List embedding switches, newest first
   */
  listEmbeddingSwitches: {
    input: {
      page?: number;
      per_page?: number;
    };
    output: {
      embedding_switches: EmbeddingSwitch[];
      meta: {
        current_page: number;
        per_page: number;
        has_more: boolean;
      };
      success: true;
    };
  };
  /**
   * Get an embedding switch: its progress, cost and recall check
   */
  getEmbeddingSwitch: {
    input: {
      /**
       * Identifier of an embedding switch.
       */
      switch_id: string;
    };
    output: {
      embedding_switch: EmbeddingSwitch;
      success: true;
    };
  };
  /**
   * Use the new vectors of a switch that is ready
   */
  confirmEmbeddingSwitch: {
    input: {
      /**
       * Identifier of an embedding switch.
       */
      switch_id: string;
      /**
       * Switch although evaluation sets warn of it: see the error evaluation_gate.
       */
      despite_evaluation?: boolean;
    };
    output: {
      embedding_switch: EmbeddingSwitch;
      success: true;
    };
  };
  /**
   * Continue an embedding switch that failed
   */
  resumeEmbeddingSwitch: {
    input: {
      /**
       * Identifier of an embedding switch.
       */
      switch_id: string;
    };
    output: {
      embedding_switch: EmbeddingSwitch;
      success: true;
    };
  };
  /**
   * Cancel an embedding switch and remove its vectors
   */
  cancelEmbeddingSwitch: {
    input: {
      /**
       * Identifier of an embedding switch.
       */
      switch_id: string;
    };
    output: {
      embedding_switch: EmbeddingSwitch;
      success: true;
    };
  };
  /**
   * Find passages without generating an answer
   */
  searchDocuments: {
    input: {
      query: string;
      top_k?: number;
      filter?: FilterInput;
    };
    output: {
      results: SearchResult[];
      success: true;
    };
  };
  /**
   * List sessions, newest first
   */
  listSessions: {
    input: {
      page?: number;
      per_page?: number;
      /**
       * All of the app's sessions, not only this key's.
       */
      include_all?: boolean | ('0' | '1' | 'true' | 'false' | '');
      end_user_id?: string;
      /**
       * Only sessions with an answer that has this rating.
       */
      feedback?: 'up' | 'down';
    };
    output: {
      sessions: {
        /**
         * Identifier of a session.
         */
        session_id: string;
        last_at: string;
        total_tokens: number;
        preview: string;
      }[];
      meta: {
        current_page: number;
        per_page: number;
        has_more: boolean;
      };
      success: true;
    };
  };
  /**
   * Get a session with its messages
   */
  getSession: {
    input: {
      /**
       * Identifier of a session.
       */
      session_id: string;
      /**
       * Only messages before this one: `older` of the page after it.
       */
      before?: string;
      /**
       * Messages at most. A page with very long ones has fewer.
       */
      limit?: number;
    };
    output: {
      session: {
        /**
         * Identifier of a session.
         */
        session_id: string;
        /**
         * Null for the panel's playground.
         */
        key_id: string | null;
        end_user_id: string | null;
        created_at: string;
        last_at: string;
        total_tokens: number;
        /**
         * All messages of the session.
         */
        message_count: number;
        /**
         * US dollars of all answers with a known price; null if there are none.
         */
        cost: number | null;
        /**
         * Answers without a known price.
         */
        unpriced_answers: number;
        messages: Message[];
      };
      /**
       * Null if there are no earlier messages.
       */
      older: string | null;
      success: true;
    };
  };
  /**
   * Export questions with their answers and feedback, as CSV or JSON Lines
   */
  exportConversations: {
    input: {
      /**
       * jsonl: JSON Lines, one object a line.
       */
      format?: 'csv' | 'jsonl';
      /**
       * Only answers with this rating.
       */
      rating?: 'up' | 'down';
      /**
       * Only answers with this review (PUT /unanswered).
       */
      review?: 'fixed' | 'ignored';
      /**
       * Only answers that found nothing, failed, or were aborted.
       */
      outcome?: 'no_context' | 'failed' | 'aborted';
      /**
       * First day of the questions, in the workspace's time zone.
       */
      from?: string;
      /**
       * Last day of the questions.
       */
      to?: string;
      end_user_id?: string;
    };
    output: {
      success: true;
    };
  };
  /**
   * Delete a session with its messages
   */
  deleteSession: {
    input: {
      /**
       * Identifier of a session.
       */
      session_id: string;
    };
    output: {
      /**
       * Identifier of a session.
       */
      session_id: string;
      deleted: true;
      /**
       * Identifier of an erasure.
       */
      erasure_id: string;
      success: true;
    };
  };
  /**
   * List evaluation sets, each with its latest run
   */
  listEvaluationSets: {
    input: {
      page?: number;
      per_page?: number;
    };
    output: {
      evaluation_sets: EvaluationSet[];
      meta: {
        current_page: number;
        per_page: number;
        has_more: boolean;
      };
      success: true;
    };
  };
  /**
   * Create an evaluation set
   */
  createEvaluationSet: {
    input: {
      name: string;
      nightly?: boolean;
      gate?: boolean;
    };
    output: {
      evaluation_set: EvaluationSet;
      success: true;
    };
  };
  /**
   * Get an evaluation set with its latest run
   */
  getEvaluationSet: {
    input: {
      /**
       * Identifier of an evaluation set.
       */
      set_id: string;
      /**
       * Estimate what it costs if this model judges a run.
       */
      judge_model?: string;
    };
    output: {
      evaluation_set: EvaluationSet;
      success: true;
    };
  };
  /**
   * Change an evaluation set
   */
  updateEvaluationSet: {
    input: {
      /**
       * Identifier of an evaluation set.
       */
      set_id: string;
      name?: string;
      nightly?: boolean;
      gate?: boolean;
    };
    output: {
      evaluation_set: EvaluationSet;
      success: true;
    };
  };
  /**
   * Delete an evaluation set with its questions and runs
   */
  deleteEvaluationSet: {
    input: {
      /**
       * Identifier of an evaluation set.
       */
      set_id: string;
    };
    output: {
      /**
       * Identifier of an evaluation set.
       */
      set_id: string;
      deleted: true;
      success: true;
    };
  };
  /**
   * List the questions of an evaluation set
   */
  listEvaluationQuestions: {
    input: {
      /**
       * Identifier of an evaluation set.
       */
      set_id: string;
      page?: number;
      per_page?: number;
      tag?: string;
      /**
       * csv: all of them as a file. Default: by the Accept header, else json.
       */
      format?: 'json' | 'csv';
    };
    output: {
      questions: EvaluationQuestion[];
      total: number;
      meta: {
        current_page: number;
        per_page: number;
        has_more: boolean;
      };
      success: true;
    };
  };
  /**
   * Add questions to an evaluation set
   */
  addEvaluationQuestions: {
    input: {
      /**
       * Identifier of an evaluation set.
       */
      set_id: string;
      /**
       * @minItems 1
       * @maxItems 500
       */
      questions?: NewEvaluationQuestionInput[];
      /**
       * A CSV file with the columns question, expected_document, expected_passage, expected_words, unanswerable, tags and turns; only question is needed. Words and tags are separated by |. A turn is a line of its cell: "user: …" or "assistant: …".
       */
      csv?: string;
      /**
       * An answer of a conversation: its question is saved, with what was said before and the first cited document. Needs the scope sessions:read too.
       */
      message_id?: string;
    };
    output: {
      questions: EvaluationQuestion[];
      success: true;
    };
  };
  /**
   * Change a question
   */
  updateEvaluationQuestion: {
    input: {
      /**
       * Identifier of an evaluation set.
       */
      set_id: string;
      /**
       * Identifier of a question of an evaluation set.
       */
      question_id: string;
      question?: string;
      /**
       * What was said before, oldest first, for a follow-up question.
       *
       * @maxItems 12
       */
      turns?: {
        role: 'user' | 'assistant';
        content: string;
        [k: string]: unknown;
      }[];
      /**
       * Its id, external id, name or address. It must be found and cited.
       */
      expected_document?: string | null;
      /**
       * Words of the document that must be in a passage that is found. Case and white space do not count.
       */
      expected_passage?: string | null;
      /**
       * All of them must be in the answer. Case and white space do not count.
       *
       * @maxItems 20
       */
      expected_words?: string[];
      /**
       * The documents do not answer it: it must be refused.
       */
      unanswerable?: boolean;
      /**
       * @maxItems 10
       */
      tags?: string[];
    };
    output: {
      question: EvaluationQuestion;
      success: true;
    };
  };
  /**
   * Delete a question with its results
   */
  deleteEvaluationQuestion: {
    input: {
      /**
       * Identifier of an evaluation set.
       */
      set_id: string;
      /**
       * Identifier of a question of an evaluation set.
       */
      question_id: string;
    };
    output: {
      /**
       * Identifier of a question of an evaluation set.
       */
      question_id: string;
      deleted: true;
      success: true;
    };
  };
  /**
   * List the runs of an evaluation set, newest first
   */
  listEvaluationRuns: {
    input: {
      /**
       * Identifier of an evaluation set.
       */
      set_id: string;
      page?: number;
      per_page?: number;
    };
    output: {
      evaluation_runs: EvaluationRun[];
      meta: {
        current_page: number;
        per_page: number;
        has_more: boolean;
      };
      success: true;
    };
  };
  /**
   * Run an evaluation set
   */
  startEvaluationRun: {
    input: {
      /**
       * Identifier of an evaluation set.
       */
      set_id: string;
      /**
       * Settings to try before they are saved. Default: the app's own.
       */
      settings?: {
        /**
         * null: the server's own CHAT_MODEL.
         */
        chat_model?: string | null;
        /**
         * Answers if the chat model cannot be reached. null: the server's own CHAT_FALLBACK_MODEL.
         */
        fallback_model?: string | null;
        /**
         * Rewrites follow-up questions. null: the server's own CHAT_REWRITE_MODEL, or the chat model.
         */
        rewrite_model?: string | null;
        /**
         * Puts the best 30 passages in order before the best of them are used. Needs RERANK_URL. null: none does.
         */
        rerank_model?: string | null;
        instructions?: string;
        refusal_text?: string;
        /**
         * Questions whose best passage is less relevant are refused: 0 refuses none. null: 1.
         */
        least_relevance?: number | null;
        /**
         * null: the model's own.
         */
        temperature?: number | null;
        /**
         * The longest answer. null: the model's own limit.
         */
        max_output_tokens?: number | null;
        /**
         * How long the model may think. null: the server's own CHAT_REASONING_EFFORT, or the model's.
         */
        reasoning_effort?: ('none' | 'minimal' | 'low' | 'medium' | 'high' | 'xhigh' | 'max') | null;
        /**
         * Tokens of a prompt with its answer. null: the server's own, or as known of the model.
         */
        context_tokens?: number | null;
        language?:
          | 'auto'
          | 'ar'
          | 'bg'
          | 'bn'
          | 'ca'
          | 'cs'
          | 'da'
          | 'de'
          | 'el'
          | 'en'
          | 'es'
          | 'et'
          | 'fa'
          | 'fi'
          | 'fr'
          | 'he'
          | 'hi'
          | 'hr'
          | 'hu'
          | 'id'
          | 'it'
          | 'ja'
          | 'ko'
          | 'lt'
          | 'lv'
          | 'ms'
          | 'nb'
          | 'nl'
          | 'pl'
          | 'pt'
          | 'ro'
          | 'ru'
          | 'sk'
          | 'sl'
          | 'sr'
          | 'sv'
          | 'sw'
          | 'ta'
          | 'th'
          | 'tr'
          | 'uk'
          | 'ur'
          | 'vi'
          | 'zh';
        /**
         * null: any host.
         */
        allowed_link_hosts?: string[] | null;
      };
      /**
       * Search the vectors of this embedding switch, which must be ready, before it is confirmed.
       */
      switch_id?: string;
      /**
       * A chat model that judges each answer, in a call of its own. Off by default.
       */
      judge_model?: string;
    };
    output: {
      evaluation_run: EvaluationRun;
      success: true;
    };
  };
  /**
   * Get an evaluation run
   */
  getEvaluationRun: {
    input: {
      /**
       * Identifier of an evaluation run.
       */
      run_id: string;
    };
    output: {
      evaluation_run: EvaluationRun;
      success: true;
    };
  };
  /**
   * Cancel a running evaluation
   */
  cancelEvaluationRun: {
    input: {
      /**
       * Identifier of an evaluation run.
       */
      run_id: string;
    };
    output: {
      evaluation_run: EvaluationRun;
      success: true;
    };
  };
  /**
   * Resume a failed or cancelled evaluation
   */
  resumeEvaluationRun: {
    input: {
      /**
       * Identifier of an evaluation run.
       */
      run_id: string;
    };
    output: {
      evaluation_run: EvaluationRun;
      success: true;
    };
  };
  /**
   * List the results of an evaluation run
   */
  listEvaluationResults: {
    input: {
      /**
       * Identifier of an evaluation run.
       */
      run_id: string;
      page?: number;
      per_page?: number;
      /**
       * Only questions that passed, or that did not. A question without an answer has not passed.
       */
      passed?: 'true' | 'false';
      /**
       * csv: all of them as a file. Default: by the Accept header, else json.
       */
      format?: 'json' | 'csv';
    };
    output: {
      results: EvaluationResult[];
      total: number;
      meta: {
        current_page: number;
        per_page: number;
        has_more: boolean;
      };
      success: true;
    };
  };
  /**
   * Compare two runs of an evaluation set
   */
  compareEvaluationRuns: {
    input: {
      /**
       * Identifier of an evaluation run.
       */
      run_id: string;
      /**
       * The run to compare with, of the same evaluation set.
       */
      base_run_id: string;
    };
    output: {
      base: EvaluationRun;
      run: EvaluationRun;
      better: ComparedResult[];
      worse: ComparedResult[];
      same: number;
      /**
       * Questions without an answer in one of the runs, or that were changed in between.
       */
      not_compared: number;
      success: true;
    };
  };
  /**
   * List curated answers
   */
  listCuratedAnswers: {
    input: {
      page?: number;
      per_page?: number;
    };
    output: {
      curated_answers: CuratedAnswer[];
      total: number;
      meta: {
        current_page: number;
        per_page: number;
        has_more: boolean;
      };
      success: true;
    };
  };
  /**
   * Answer a question once, by hand
   */
  createCuratedAnswer: {
    input: {
      /**
       * The question, and other words for it. A question with the same words as one of these gets the text itself.
       *
       * @minItems 1
       * @maxItems 20
       */
      questions: string[];
      /**
       * The answer, as Markdown.
       */
      text: string;
      /**
       * Shown in citations. Default: the first question.
       */
      source_name?: string | null;
      /**
       * Where it can be read, for citations.
       */
      source_url?: string | null;
      /**
       * For filters, as that of any document.
       */
      metadata?: {
        [k: string]: unknown;
      };
      /**
       * It is used from this time on; null: at once.
       */
      valid_from?: string | null;
      /**
       * It is used before this time; null: without an end.
       */
      valid_until?: string | null;
      enabled?: boolean;
      /**
       * Answers of GET /unanswered that it is an answer to: they become `fixed`. Needs the scope sessions:write too.
       *
       * @minItems 1
       * @maxItems 500
       *
       * Items: Identifier of a message.
       */
      message_ids?: string[];
    };
    output: {
      curated_answer: CuratedAnswer;
      success: true;
    };
  };
  /**
   * Get a curated answer
   */
  getCuratedAnswer: {
    input: {
      /**
       * Identifier of a curated answer.
       */
      answer_id: string;
    };
    output: {
      curated_answer: CuratedAnswer;
      success: true;
    };
  };
  /**
   * Change a curated answer
   */
  updateCuratedAnswer: {
    input: {
      /**
       * Identifier of a curated answer.
       */
      answer_id: string;
      /**
       * The question, and other words for it. A question with the same words as one of these gets the text itself.
       *
       * @minItems 1
       * @maxItems 20
       */
      questions?: string[];
      /**
       * The answer, as Markdown.
       */
      text?: string;
      /**
       * Shown in citations. Default: the first question.
       */
      source_name?: string | null;
      /**
       * Where it can be read, for citations.
       */
      source_url?: string | null;
      /**
       * For filters, as that of any document.
       */
      metadata?: {
        [k: string]: unknown;
      };
      /**
       * It is used from this time on; null: at once.
       */
      valid_from?: string | null;
      /**
       * It is used before this time; null: without an end.
       */
      valid_until?: string | null;
      enabled?: boolean;
    };
    output: {
      curated_answer: CuratedAnswer;
      success: true;
    };
  };
  /**
   * Delete a curated answer with its document and its test
   */
  deleteCuratedAnswer: {
    input: {
      /**
       * Identifier of a curated answer.
       */
      answer_id: string;
    };
    output: {
      /**
       * Identifier of a curated answer.
       */
      answer_id: string;
      deleted: true;
      /**
       * Identifier of an erasure.
       */
      erasure_id: string;
      success: true;
    };
  };
  /**
   * List the versions of the app's settings, newest first
   */
  listSettingsVersions: {
    input: {
      page?: number;
      per_page?: number;
    };
    output: {
      versions: SettingsVersion[];
      total: number;
      meta: {
        current_page: number;
        per_page: number;
        has_more: boolean;
      };
      success: true;
    };
  };
  /**
   * Ask for a person
   */
  requestHandover: {
    input: {
      /**
       * The conversation that it is about.
       */
      session_id: string;
      name?: string;
      /**
       * How the person can be reached: an e-mail address or a telephone number.
       */
      contact: string;
      message: string;
      consent: true;
    };
    output: {
      /**
       * Identifier of a request for a person.
       */
      handover_id: string;
      success: true;
    };
  };
  /**
   * List requests for a person, newest first
   */
  listHandovers: {
    input: {
      page?: number;
      per_page?: number;
      state?: 'open' | 'done';
    };
    output: {
      handovers: Handover[];
      total: number;
      meta: {
        current_page: number;
        per_page: number;
        has_more: boolean;
      };
      success: true;
    };
  };
  /**
   * Mark a request for a person as done, or open it again
   */
  updateHandover: {
    input: {
      /**
       * Identifier of a request for a person.
       */
      handover_id: string;
      state: 'open' | 'done';
    };
    output: {
      handover: Handover;
      success: true;
    };
  };
  /**
   * List questions without a good answer, grouped by likeness
   */
  listUnanswered: {
    input: {
      page?: number;
      per_page?: number;
      days?: number;
      state?: 'new' | 'fixed' | 'ignored';
    };
    output: {
      groups: UnansweredGroup[];
      /**
       * Groups that match.
       */
      total: number;
      complete: boolean;
      meta: {
        current_page: number;
        per_page: number;
        has_more: boolean;
      };
      success: true;
    };
  };
  /**
   * Review questions without a good answer
   */
  reviewUnanswered: {
    input: {
      /**
       * @minItems 1
       * @maxItems 500
       *
       * Items: Identifier of a message.
       */
      message_ids: string[];
      /**
       * `new` takes a review back.
       */
      state: 'new' | 'fixed' | 'ignored';
    };
    output: {
      reviewed: number;
      success: true;
    };
  };
  /**
   * Get tokens and cost
   */
  getUsage: {
    input: {
      /**
       * Default: 30 days before end_date.
       */
      start_date?: string;
      /**
       * Default: today.
       */
      end_date?: string;
      group_by?: 'day' | 'model' | 'key';
      /**
       * csv: a file with exact costs. Default: by the Accept header, else json.
       */
      format?: 'json' | 'csv';
    };
    output: {
      usage: {
        total_requests: number;
        total_input_tokens: number;
        total_output_tokens: number;
        total_tokens: number;
        total_cost: number | null;
        unpriced_tokens?: number;
      };
      by_model?: {
        model: string;
        /**
         * Model calls: one ledger row each.
         */
        requests: number;
        input_tokens: number;
        output_tokens: number;
        total_tokens: number;
        /**
         * US dollars; null if none of it has a known price.
         */
        cost: number | null;
        unpriced_tokens?: number;
      }[];
      by_day?: {
        day: string;
        /**
         * Model calls: one ledger row each.
         */
        requests: number;
        input_tokens: number;
        output_tokens: number;
        total_tokens: number;
        /**
         * US dollars; null if none of it has a known price.
         */
        cost: number | null;
        unpriced_tokens?: number;
      }[];
      by_key?: {
        key_id: string | null;
        /**
         * Model calls: one ledger row each.
         */
        requests: number;
        input_tokens: number;
        output_tokens: number;
        total_tokens: number;
        /**
         * US dollars; null if none of it has a known price.
         */
        cost: number | null;
        unpriced_tokens?: number;
      }[];
      success: true;
    };
  };
  /**
   * Get the state of the service
   */
  getStatus: {
    input: {
      [k: string]: unknown;
    };
    output: {
      status: 'operational' | 'degraded' | 'down';
      components: {
        name: 'api' | 'database' | 'files' | 'workers';
        /**
         * A degraded database can be read, but takes no changes.
         */
        status: 'operational' | 'degraded' | 'down';
        /**
         * What is wrong.
         */
        message?: string;
      }[];
      version: string;
      success: true;
    };
  };
  /**
   * Rate an answer
   */
  giveFeedback: {
    input: {
      /**
       * Identifier of a message.
       */
      message_id: string;
      rating: 'up' | 'down';
      /**
       * What was good or wrong, in the person's own words.
       */
      comment?: string;
    };
    output: {
      /**
       * Identifier of a message.
       */
      message_id: string;
      feedback: Feedback;
      success: true;
    };
  };
  /**
   * Get the widget's settings
   */
  getWidget: {
    input: {
      [k: string]: unknown;
    };
    output: {
      widget: WidgetSettings;
      /**
       * What is offered to who wants a person; null: nothing.
       */
      handover: HandoverOffer | null;
      success: true;
    };
  };
  /**
   * Export the whole app, or everything about one end user
   */
  requestExport: {
    input: {
      /**
       * Only data about this end user. Default: the whole app.
       */
      end_user_id?: string;
    };
    output: {
      export: Export;
      success: true;
    };
  };
  /**
   * List exports, newest first
   */
  listExports: {
    input: {
      page?: number;
      per_page?: number;
    };
    output: {
      exports: Export[];
      meta: {
        current_page: number;
        per_page: number;
        has_more: boolean;
      };
      success: true;
    };
  };
  /**
   * Get an export and its download link
   */
  getExport: {
    input: {
      /**
       * Identifier of an export.
       */
      export_id: string;
    };
    output: {
      export: Export;
      success: true;
    };
  };
  /**
   * Download the ZIP of an export
   */
  downloadExport: {
    input: {
      /**
       * Identifier of an export.
       */
      export_id: string;
      /**
       * Part of the link.
       */
      token: string;
    };
    output: {
      success: true;
    };
  };
  /**
   * Erase a document, a session, or everything about an end user
   */
  requestErasure: {
    input: {
      /**
       * Identifier of a document.
       */
      document_id?: string;
      /**
       * Identifier of a session.
       */
      session_id?: string;
      /**
       * All sessions that were started with this `end_user_id`.
       */
      end_user_id?: string;
    };
    output: {
      erasure: Erasure;
      success: true;
    };
  };
  /**
   * Get an erasure and its receipt
   */
  getErasure: {
    input: {
      /**
       * Identifier of an erasure.
       */
      erasure_id: string;
    };
    output: {
      erasure: Erasure;
      success: true;
    };
  };
  /**
   * List erasures, newest first
   */
  listErasures: {
    input: {
      page?: number;
      per_page?: number;
    };
    output: {
      erasures: Erasure[];
      meta: {
        current_page: number;
        per_page: number;
        has_more: boolean;
      };
      success: true;
    };
  };
  /**
   * Get the public keys of receipts
   */
  listSigningKeys: {
    input: {
      [k: string]: unknown;
    };
    output: {
      keys: {
        key_id: string;
        algorithm: 'Ed25519';
        /**
         * SPKI, PEM.
         */
        public_key: string;
      }[];
      success: true;
    };
  };
}
/**
 * Search only documents for which all of this is true: ids, and conditions on metadata, name, source_url, language and created_at, combined with and, or and not.
 */
export interface FilterInput {
  /**
   * @minItems 1
   * @maxItems 1000
   *
   * Items: Identifier of a document.
   */
  document_ids?: string[];
  metadata?: {
    [k: string]: MetadataConditionInput;
  };
  name?: TextConditionInput;
  source_url?: TextConditionInput;
  /**
   * A value, or conditions on it.
   */
  language?:
    | string
    | {
        eq?: string;
        /**
         * @minItems 1
         * @maxItems 1000
         */
        in?: string[];
        not?: string | string[];
        gt?: string;
        gte?: string;
        lt?: string;
        lte?: string;
        exists?: boolean;
      };
  created_at?: TimeConditionInput;
  /**
   * All of these are true.
   *
   * @minItems 1
   * @maxItems 20
   */
  and?: FilterGroupInput[];
  /**
   * At least one of these is true.
   *
   * @minItems 1
   * @maxItems 20
   */
  or?: FilterGroupInput[];
  /**
   * This is not true.
   */
  not?: {
    /**
     * @minItems 1
     * @maxItems 1000
     *
     * Items: Identifier of a document.
     */
    document_ids?: string[];
    metadata?: {
      [k: string]: MetadataConditionInput;
    };
    name?: TextConditionInput;
    source_url?: TextConditionInput;
    /**
     * A value, or conditions on it.
     */
    language?:
      | string
      | {
          eq?: string;
          /**
           * @minItems 1
           * @maxItems 1000
           */
          in?: string[];
          not?: string | string[];
          gt?: string;
          gte?: string;
          lt?: string;
          lte?: string;
          exists?: boolean;
        };
    created_at?: TimeConditionInput;
    /**
     * All of these are true.
     *
     * @minItems 1
     * @maxItems 20
     */
    and?: FilterConditionsInput[];
    /**
     * At least one of these is true.
     *
     * @minItems 1
     * @maxItems 20
     */
    or?: FilterConditionsInput[];
    /**
     * This is not true.
     */
    not?: {
      /**
       * @minItems 1
       * @maxItems 1000
       *
       * Items: Identifier of a document.
       */
      document_ids?: string[];
      metadata?: {
        [k: string]: MetadataConditionInput;
      };
      name?: TextConditionInput;
      source_url?: TextConditionInput;
      /**
       * A value, or conditions on it.
       */
      language?:
        | string
        | {
            eq?: string;
            /**
             * @minItems 1
             * @maxItems 1000
             */
            in?: string[];
            not?: string | string[];
            gt?: string;
            gte?: string;
            lt?: string;
            lte?: string;
            exists?: boolean;
          };
      created_at?: TimeConditionInput;
    };
  };
}
/**
 * ISO 8601. A date alone is its beginning in UTC.
 */
export interface TimeConditionInput {
  gt?: string;
  gte?: string;
  lt?: string;
  lte?: string;
}
export interface FilterGroupInput {
  /**
   * @minItems 1
   * @maxItems 1000
   *
   * Items: Identifier of a document.
   */
  document_ids?: string[];
  metadata?: {
    [k: string]: MetadataConditionInput;
  };
  name?: TextConditionInput;
  source_url?: TextConditionInput;
  /**
   * A value, or conditions on it.
   */
  language?:
    | string
    | {
        eq?: string;
        /**
         * @minItems 1
         * @maxItems 1000
         */
        in?: string[];
        not?: string | string[];
        gt?: string;
        gte?: string;
        lt?: string;
        lte?: string;
        exists?: boolean;
      };
  created_at?: TimeConditionInput;
  /**
   * All of these are true.
   *
   * @minItems 1
   * @maxItems 20
   */
  and?: FilterConditionsInput[];
  /**
   * At least one of these is true.
   *
   * @minItems 1
   * @maxItems 20
   */
  or?: FilterConditionsInput[];
  /**
   * This is not true.
   */
  not?: {
    /**
     * @minItems 1
     * @maxItems 1000
     *
     * Items: Identifier of a document.
     */
    document_ids?: string[];
    metadata?: {
      [k: string]: MetadataConditionInput;
    };
    name?: TextConditionInput;
    source_url?: TextConditionInput;
    /**
     * A value, or conditions on it.
     */
    language?:
      | string
      | {
          eq?: string;
          /**
           * @minItems 1
           * @maxItems 1000
           */
          in?: string[];
          not?: string | string[];
          gt?: string;
          gte?: string;
          lt?: string;
          lte?: string;
          exists?: boolean;
        };
    created_at?: TimeConditionInput;
  };
}
export interface FilterConditionsInput {
  /**
   * @minItems 1
   * @maxItems 1000
   *
   * Items: Identifier of a document.
   */
  document_ids?: string[];
  metadata?: {
    [k: string]: MetadataConditionInput;
  };
  name?: TextConditionInput;
  source_url?: TextConditionInput;
  /**
   * A value, or conditions on it.
   */
  language?:
    | string
    | {
        eq?: string;
        /**
         * @minItems 1
         * @maxItems 1000
         */
        in?: string[];
        not?: string | string[];
        gt?: string;
        gte?: string;
        lt?: string;
        lte?: string;
        exists?: boolean;
      };
  created_at?: TimeConditionInput;
}
export interface Usage {
  input_tokens: number;
  output_tokens: number;
  total_tokens: number;
  /**
   * US dollars; null if the model has no known price.
   */
  cost: number | null;
  /**
   * Tokens of a model without a known price.
   */
  unpriced_tokens?: number;
}
export interface Nearest {
  /**
   * Identifier of a document.
   */
  document_id: string;
  document_name: string;
  /**
   * The title of the document.
   */
  title: string | null;
  /**
   * The address that the document was fetched from.
   */
  source_url: string | null;
  /**
   * Null where the format has no pages.
   */
  page: number | null;
  quote: string;
}
export interface Citation {
  /**
   * The number used in the text: [1].
   */
  index: number;
  /**
   * Identifier of a document.
   */
  document_id: string;
  document_name: string;
  /**
   * The title of the document.
   */
  title: string | null;
  /**
   * The address that the document was fetched from.
   */
  source_url: string | null;
  /**
   * The headings above the quote, outermost first.
   */
  headings: string[];
  /**
   * Null where the format has no pages.
   */
  page: number | null;
  /**
   * The quote was recognised by OCR on a picture of the page, and may contain errors.
   */
  ocr: boolean;
  /**
   * The quote is from a curated answer, which a person wrote for such a question.
   */
  curated: boolean;
  /**
   * UTF-16 offset into the document's extracted text.
   */
  start: number;
  end: number;
  quote: string;
}
export interface Document {
  /**
   * Identifier of a document.
   */
  document_id: string;
  name: string;
  /**
   * What the file says its title is, or the heading it begins with.
   */
  title: string | null;
  /**
   * Your own identifier.
   */
  external_id: string | null;
  media_type: string;
  bytes: number;
  status: 'queued' | 'extracting' | 'chunking' | 'embedding' | 'ready' | 'failed';
  progress: number;
  /**
   * What went wrong and what to do. With the status `ready`: why a new version was rejected.
   */
  error: string | null;
  /**
   * What is away at the moment. The ingestion waits for it, for up to three days; null: it does not wait.
   */
  waiting_for: ('model_server' | 'database' | 'disk' | 'file_store') | null;
  /**
   * What was not read or may be wrong, although the document is usable.
   */
  warnings: {
    code:
      | 'pages_without_text'
      | 'pages_by_ocr'
      | 'hidden_left_out'
      | 'unreadable_characters'
      | 'embedded_in_parts';
    message: string;
    /**
     * Where, from 1, if the format has pages.
     */
    pages?: number[];
  }[];
  /**
   * The recognition of its scanned pages; null: it has none, or OCR is off.
   */
  ocr: {
    /**
     * Scanned pages to recognise.
     */
    pages: number;
    done: number;
    /**
     * Those with text.
     */
    recognised: number;
    /**
     * CPU time on this server, or the time of the calls.
     */
    seconds: number;
    /**
     * The model, or Tesseract with its languages.
     */
    by: string;
  } | null;
  language: string | null;
  chunk_count: number;
  /**
   * Chunks that have their vector: all of them once it is ready.
   */
  embedded_count: number;
  token_count: number;
  metadata: {
    [k: string]: unknown;
  };
  /**
   * The address it was fetched from; null if it was uploaded.
   */
  source_url: string | null;
  /**
   * The source that it is a page of; null: none.
   */
  source_id: string | null;
  created_at: string;
  updated_at: string;
  /**
   * When the current version was uploaded; null for the first version.
   */
  replaced_at: string | null;
  /**
   * A new version that is being ingested. Until it is ready, the current version is used.
   */
  new_version: {
    name: string;
    bytes: number;
    status: 'queued' | 'extracting' | 'chunking' | 'embedding' | 'ready' | 'failed';
    progress: number;
    chunk_count: number;
    embedded_count: number;
    /**
     * What is away at the moment. The ingestion waits for it, for up to three days; null: it does not wait.
     */
    waiting_for: ('model_server' | 'database' | 'disk' | 'file_store') | null;
  } | null;
}
export interface Source {
  /**
   * Identifier of a source.
   */
  source_id: string;
  kind: 'list' | 'sitemap' | 'site' | 'feed';
  name: string;
  addresses: string[];
  /**
   * For a site: how many links from the first page.
   */
  depth: number;
  include: string[];
  exclude: string[];
  /**
   * No more pages than these.
   */
  max_pages: number;
  /**
   * Pause between two requests to a host. A longer `Crawl-delay` of its robots.txt counts, up to 30.
   */
  delay_seconds: number;
  /**
   * A page that is missing in so many refreshes one after the other is removed with its document.
   */
  remove_after: number;
  /**
   * Hours between refreshes; null: only on request.
   */
  refresh_hours: number | null;
  metadata: {
    [k: string]: unknown;
  };
  /**
   * Of its newest refresh.
   */
  state: 'new' | 'running' | 'ready' | 'paused' | 'failed';
  documents: number;
  /**
   * Pages with a document that were missing in the newest refresh.
   */
  to_be_removed: number;
  last_run: SourceRun | null;
  next_run_at: string | null;
  created_at: string;
  updated_at: string;
}
export interface SourceRun {
  run_id: string;
  started_by: 'request' | 'schedule';
  /**
   * `paused`: a quota or budget is used up; the next refresh goes on. `stopped`: the source was changed.
   */
  status: 'running' | 'completed' | 'paused' | 'failed' | 'stopped';
  error: string | null;
  added: number;
  changed: number;
  unchanged: number;
  /**
   * Pages that were not there. After `remove_after` refreshes they are removed.
   */
  missing: number;
  removed: number;
  skipped: number;
  failed: number;
  /**
   * Pages beyond `max_pages`, or that were not reached within the limits of a refresh.
   */
  left_out: number;
  requests: number;
  bytes: number;
  started_at: string;
  ended_at: string | null;
}
export interface SourcePage {
  page_id: string;
  url: string;
  role: 'page' | 'sitemap' | 'feed';
  /**
   * `waiting`: not visited yet. `duplicate`: another page has its content. `skipped`: not to be read; `message` says why.
   */
  state: 'waiting' | 'read' | 'duplicate' | 'missing' | 'skipped' | 'failed';
  message: string | null;
  /**
   * What the last visit found.
   */
  change: ('added' | 'changed' | 'unchanged' | 'missing' | 'skipped' | 'failed') | null;
  document_id: string | null;
  document_status: ('queued' | 'extracting' | 'chunking' | 'embedding' | 'ready' | 'failed') | null;
  document_error: string | null;
  misses: number;
  checked_at: string | null;
  changed_at: string | null;
}
export interface EmbeddingSwitch {
  /**
   * Identifier of an embedding switch.
   */
  switch_id: string;
  /**
   * `embedding`: the new vectors are being made. `checking`: the recall check runs. `ready`: confirm or cancel it. `switching`: what was added meanwhile is embedded, then the vectors are switched. `finished`, `cancelled`. `failed`: resume or cancel it. Until `finished`, questions are answered over the old vectors.
   */
  status: 'embedding' | 'checking' | 'ready' | 'switching' | 'finished' | 'cancelled' | 'failed';
  from: {
    model: string;
    dimensions: number;
  };
  to: {
    model: string;
    dimensions: number;
    /**
     * Put before a question when it is embedded.
     */
    query_prefix: string;
    /**
     * Put before a passage when it is embedded.
     */
    document_prefix: string;
  };
  switch: 'manual' | 'automatic';
  minimum_share: number | null;
  progress: number;
  chunk_count: number;
  embedded_count: number;
  estimate: {
    tokens: number;
    /**
     * US dollars; null: the model has no known price.
     */
    cost: number | null;
  };
  /**
   * So far, with the recall check. Each call is on the ledger.
   */
  used: {
    tokens: number;
    cost: number;
    unpriced_tokens: number;
  };
  /**
   * What is away at the moment. The switch waits for it; null: it does not wait.
   */
  waiting_for: ('model_server' | 'database' | 'disk' | 'file_store') | null;
  /**
   * Why it failed, or why there was no recall check, and what to do.
   */
  error: string | null;
  check: {
    /**
     * Sample questions that were searched over both sets of vectors.
     */
    questions: number;
    /**
     * Those that people have asked; the others are headings and first sentences of chunks.
     */
    own_questions: number;
    /**
     * Mean share of common chunks among the nearest ten.
     */
    common_share: number;
  } | null;
  created_at: string;
  ready_at: string | null;
  ended_at: string | null;
}
export interface SearchResult {
  /**
   * Identifier of a document.
   */
  document_id: string;
  document_name: string;
  title: string | null;
  source_url: string | null;
  headings: string[];
  /**
   * Identifier of a chunk.
   */
  chunk_id: string;
  text: string;
  /**
   * 0 to 1, comparable between questions.
   */
  score: number;
  page: number | null;
  /**
   * The text was recognised by OCR on a picture of the page, and may contain errors.
   */
  ocr: boolean;
  start: number;
  end: number;
  metadata: {
    [k: string]: unknown;
  };
}
export interface Message {
  /**
   * Identifier of a message.
   */
  message_id: string;
  role: 'user' | 'assistant';
  status: 'streaming' | 'complete' | 'aborted' | 'failed';
  content: string;
  /**
   * What was sent with the question.
   */
  metadata: {
    [k: string]: unknown;
  } | null;
  citations: Citation[];
  model: string | null;
  /**
   * The text is quoted from the documents word for word; no model has written it.
   */
  extract: boolean;
  finish_reason: string | null;
  /**
   * Why an answer failed or was aborted: an error code, `client_gone` (the reader disconnected) or `stopped` (on request).
   */
  error_code: string | null;
  time_to_first_token_ms: number | null;
  /**
   * The rating of the answer.
   */
  feedback: Feedback | null;
  /**
   * Null for the user's own messages and for answers that are still running.
   */
  usage: Usage | null;
  created_at: string;
}
export interface Feedback {
  rating: 'up' | 'down';
  comment: string | null;
  created_at: string;
}
export interface EvaluationSet {
  /**
   * Identifier of an evaluation set.
   */
  set_id: string;
  name: string;
  /**
   * Run every night.
   */
  nightly: boolean;
  /**
   * Warns before the app's settings are saved, or its embedding model is switched, if the change was not run or answers got worse.
   */
  gate: boolean;
  questions: number;
  last_run: EvaluationRun | null;
  /**
   * What judging a run would cost, if judge_model was given.
   */
  judge_estimate?: {
    model: string;
    questions: number;
    tokens: number;
    /**
     * US dollars; null: no known price.
     */
    cost: number | null;
  };
  created_at: string;
  updated_at: string;
}
export interface EvaluationRun {
  /**
   * Identifier of an evaluation run.
   */
  run_id: string;
  /**
   * Identifier of an evaluation set.
   */
  set_id: string;
  /**
   * `failed`, `cancelled`: resume it.
   */
  status: 'running' | 'completed' | 'failed' | 'cancelled';
  started_by: 'request' | 'schedule';
  /**
   * What it was run with.
   */
  settings: {
    /**
     * null: the server's own CHAT_MODEL.
     */
    chat_model: string | null;
    embedding_model: string;
    /**
     * Names of settings that differ from the app's own, as they are now.
     */
    changed: string[];
  };
  /**
   * The embedding switch whose vectors were searched.
   */
  switch_id: string | null;
  /**
   * The model that judges the answers. null: none does.
   */
  judge: {
    model: string;
    /**
     * US dollars, when the run was started.
     */
    estimated_cost: number | null;
  } | null;
  summary: EvaluationSummary;
  /**
   * What is away at the moment.
   */
  waiting_for: ('model_server' | 'database' | 'disk') | null;
  error: string | null;
  started_at: string;
  ended_at: string | null;
}
export interface EvaluationSummary {
  questions: number;
  answered: number;
  /**
   * Questions for which the model server gave no answer.
   */
  failed: number;
  /**
   * Refused where it is unanswerable; otherwise answered with the expected source and words.
   */
  passed: number;
  /**
   * Share of questions whose expected document or passage was found.
   */
  recall: number | null;
  /**
   * Mean of 1/rank of the first expected passage; 0 if none was found.
   */
  mean_reciprocal_rank: number | null;
  /**
   * Share of unanswerable questions that were refused.
   */
  unanswerable_refused: number | null;
  /**
   * Share of the other questions that were refused, which they should not be.
   */
  answerable_refused: number | null;
  /**
   * Share of questions whose expected document or passage is cited.
   */
  cited: number | null;
  /**
   * Share of the expected words that are in the answers.
   */
  words: number | null;
  /**
   * Median time to the first words.
   */
  first_token_ms: number | null;
  /**
   * Median time to the end of the answer.
   */
  latency_ms: number | null;
  latency_p95_ms: number | null;
  input_tokens: number;
  output_tokens: number;
  unpriced_tokens: number;
  /**
   * US dollars, without judging; null if no call has a known price.
   */
  cost: number | null;
  /**
   * Answers that were judged by a model.
   */
  judged: number;
  /**
   * Share of these that it found right.
   */
  judged_right: number | null;
  /**
   * US dollars of judging.
   */
  judge_cost: number | null;
}
export interface EvaluationQuestion {
  /**
   * Identifier of a question of an evaluation set.
   */
  question_id: string;
  question: string;
  /**
   * What was said before, oldest first, for a follow-up question.
   *
   * @maxItems 12
   */
  turns: {
    role: 'user' | 'assistant';
    content: string;
  }[];
  /**
   * Its id, external id, name or address. It must be found and cited.
   */
  expected_document: string | null;
  /**
   * Words of the document that must be in a passage that is found. Case and white space do not count.
   */
  expected_passage: string | null;
  /**
   * All of them must be in the answer. Case and white space do not count.
   *
   * @maxItems 20
   */
  expected_words: string[];
  /**
   * The documents do not answer it: it must be refused.
   */
  unanswerable: boolean;
  /**
   * @maxItems 10
   */
  tags: string[];
  /**
   * It was saved from a conversation, and is removed with it, by retention too.
   */
  from_conversation: boolean;
  created_at: string;
  updated_at: string;
}
export interface NewEvaluationQuestionInput {
  question: string;
  /**
   * What was said before, oldest first, for a follow-up question.
   *
   * @maxItems 12
   */
  turns?: {
    role: 'user' | 'assistant';
    content: string;
    [k: string]: unknown;
  }[];
  /**
   * Its id, external id, name or address. It must be found and cited.
   */
  expected_document?: string | null;
  /**
   * Words of the document that must be in a passage that is found. Case and white space do not count.
   */
  expected_passage?: string | null;
  /**
   * All of them must be in the answer. Case and white space do not count.
   *
   * @maxItems 20
   */
  expected_words?: string[];
  /**
   * The documents do not answer it: it must be refused.
   */
  unanswerable?: boolean;
  /**
   * @maxItems 10
   */
  tags?: string[];
}
export interface EvaluationResult {
  /**
   * Identifier of a question of an evaluation set.
   */
  question_id: string;
  question: string;
  unanswerable: boolean;
  tags: string[];
  status: 'waiting' | 'answered' | 'failed';
  passed: boolean | null;
  /**
   * It was refused, or answered without a source.
   */
  abstained: boolean | null;
  /**
   * Of the first expected passage among those that were found, from 1.
   */
  rank: number | null;
  cited: boolean | null;
  words_found: number | null;
  words_expected: number | null;
  /**
   * What a model said of the answer. It does not decide whether the question passed.
   */
  judgement: ('right' | 'partly' | 'wrong') | null;
  judgement_reason: string | null;
  /**
   * null: not answered, or a document that it was written from was erased.
   */
  answer: string | null;
  citations: {
    /**
     * The number used in the text: [1].
     */
    index: number;
    /**
     * Identifier of a document.
     */
    document_id: string;
    document_name: string;
    quote: string;
  }[];
  error_code: string | null;
  first_token_ms: number | null;
  latency_ms: number | null;
  cost: number | null;
  answered_at: string | null;
}
export interface ComparedResult {
  /**
   * Identifier of a question of an evaluation set.
   */
  question_id: string;
  question: string;
  base: {
    status: 'waiting' | 'answered' | 'failed';
    passed: boolean | null;
    /**
     * It was refused, or answered without a source.
     */
    abstained: boolean | null;
    /**
     * Of the first expected passage among those that were found, from 1.
     */
    rank: number | null;
    cited: boolean | null;
    words_found: number | null;
    words_expected: number | null;
    /**
     * What a model said of the answer. It does not decide whether the question passed.
     */
    judgement: ('right' | 'partly' | 'wrong') | null;
    judgement_reason: string | null;
    /**
     * null: not answered, or a document that it was written from was erased.
     */
    answer: string | null;
    citations: {
      /**
       * The number used in the text: [1].
       */
      index: number;
      /**
       * Identifier of a document.
       */
      document_id: string;
      document_name: string;
      quote: string;
    }[];
  };
  run: {
    status: 'waiting' | 'answered' | 'failed';
    passed: boolean | null;
    /**
     * It was refused, or answered without a source.
     */
    abstained: boolean | null;
    /**
     * Of the first expected passage among those that were found, from 1.
     */
    rank: number | null;
    cited: boolean | null;
    words_found: number | null;
    words_expected: number | null;
    /**
     * What a model said of the answer. It does not decide whether the question passed.
     */
    judgement: ('right' | 'partly' | 'wrong') | null;
    judgement_reason: string | null;
    /**
     * null: not answered, or a document that it was written from was erased.
     */
    answer: string | null;
    citations: {
      /**
       * The number used in the text: [1].
       */
      index: number;
      /**
       * Identifier of a document.
       */
      document_id: string;
      document_name: string;
      quote: string;
    }[];
  };
}
export interface CuratedAnswer {
  /**
   * Identifier of a curated answer.
   */
  answer_id: string;
  /**
   * The document that it is found and cited as.
   */
  document_id: string;
  questions: string[];
  text: string;
  /**
   * Shown in citations. Default: the first question.
   */
  source_name: string | null;
  /**
   * Where it can be read, for citations.
   */
  source_url: string | null;
  /**
   * For filters, as that of any document.
   */
  metadata: {
    [k: string]: unknown;
  };
  valid_from: string | null;
  valid_until: string | null;
  enabled: boolean;
  /**
   * `scheduled`: before valid_from. `expired`: from valid_until on.
   */
  state: 'in_use' | 'off' | 'scheduled' | 'expired';
  /**
   * Of its document: it is found once it is `ready`.
   */
  status: 'queued' | 'extracting' | 'chunking' | 'embedding' | 'ready' | 'failed';
  /**
   * Why its document, or a new version of it, could not be read.
   */
  error: string | null;
  created_at: string;
  updated_at: string;
}
export interface SettingsVersion {
  /**
   * From 1. The newest is in use.
   */
  version: number;
  changed_at: string;
  /**
   * The admin who saved it; null: it was made by the service, or before the history began.
   */
  changed_by: string | null;
  /**
   * Names of the settings that differ from the version before.
   */
  changed: string[];
  settings: {
    name?: string;
    /**
     * null: the server's own CHAT_MODEL.
     */
    chat_model?: string | null;
    instructions?: string;
    refusal_text?: string;
    /**
     * Questions whose best passage is less relevant are refused: 0 refuses none. null: 1.
     */
    least_relevance?: number | null;
    /**
     * Replies to small talk where no model writes them. Empty: the built-in words.
     */
    talk_texts?: {
      greeting: string;
      thanks: string;
      farewell: string;
      about: string;
      rephrase: string;
    };
    /**
     * null: the model's own.
     */
    temperature?: number | null;
    /**
     * The longest answer. null: the model's own limit.
     */
    max_output_tokens?: number | null;
    /**
     * Models beside the app's own that requests with a secret key may name.
     *
     * @maxItems 100
     */
    allowed_models?: string[];
    /**
     * Answers if the chat model cannot be reached. null: the server's own CHAT_FALLBACK_MODEL.
     */
    fallback_model?: string | null;
    /**
     * Rewrites follow-up questions. null: the server's own CHAT_REWRITE_MODEL, or the chat model.
     */
    rewrite_model?: string | null;
    /**
     * Puts the best 30 passages in order before the best of them are used. Needs RERANK_URL. null: none does.
     */
    rerank_model?: string | null;
    /**
     * How long the model may think. null: the server's own CHAT_REASONING_EFFORT, or the model's.
     */
    reasoning_effort?: ('none' | 'minimal' | 'low' | 'medium' | 'high' | 'xhigh' | 'max') | null;
    /**
     * Tokens of a prompt with its answer. null: the server's own, or as known of the model.
     */
    context_tokens?: number | null;
    language?:
      | 'auto'
      | 'ar'
      | 'bg'
      | 'bn'
      | 'ca'
      | 'cs'
      | 'da'
      | 'de'
      | 'el'
      | 'en'
      | 'es'
      | 'et'
      | 'fa'
      | 'fi'
      | 'fr'
      | 'he'
      | 'hi'
      | 'hr'
      | 'hu'
      | 'id'
      | 'it'
      | 'ja'
      | 'ko'
      | 'lt'
      | 'lv'
      | 'ms'
      | 'nb'
      | 'nl'
      | 'pl'
      | 'pt'
      | 'ro'
      | 'ru'
      | 'sk'
      | 'sl'
      | 'sr'
      | 'sv'
      | 'sw'
      | 'ta'
      | 'th'
      | 'tr'
      | 'uk'
      | 'ur'
      | 'vi'
      | 'zh';
    /**
     * null: any host.
     */
    allowed_link_hosts?: string[] | null;
    /**
     * Marks answers as made by AI, for machines: ai_generated in JSON and in the event end, and the header AI-Disclosure.
     */
    ai_disclosure?: boolean;
    /**
     * What is offered to who wants a person. null: nothing.
     */
    handover?: HandoverOffer | null;
  };
}
export interface Handover {
  /**
   * Identifier of a request for a person.
   */
  handover_id: string;
  /**
   * Identifier of a session.
   */
  session_id: string;
  name: string | null;
  contact: string;
  message: string;
  /**
   * The text that the person agreed to.
   */
  consent: string;
  state: 'open' | 'done';
  created_at: string;
  done_at: string | null;
}
export interface UnansweredGroup {
  /**
   * The newest of them.
   */
  question: string;
  /**
   * `new`: not reviewed, or asked again since it was fixed. Like questions of an ignored group are ignored.
   */
  state: 'new' | 'fixed' | 'ignored';
  count: number;
  /**
   * Of them in the newer half of the period: more than in the older half is a rising trend.
   */
  recent: number;
  reasons: {
    [k: string]: number;
  };
  first_at: string;
  last_at: string;
  /**
   * The newest, at most 20.
   */
  questions: {
    /**
     * Of the answer.
     */
    message_id: string;
    /**
     * Identifier of a session.
     */
    session_id: string;
    question: string;
    /**
     * Items: `no_context`: nothing was found. `thumbs_down`: rated as bad. `without_source`: answered without a source, such as “I do not know”. `rephrased`: asked again in other words within five minutes.
     */
    reasons: ('no_context' | 'thumbs_down' | 'without_source' | 'rephrased')[];
    /**
     * Of the feedback.
     */
    comment: string | null;
    asked_at: string;
  }[];
  /**
   * Of all its answers, for a review; at most 500.
   *
   * Items: Identifier of a message.
   */
  message_ids: string[];
}
export interface WidgetSettings {
  position: 'right' | 'left';
  /**
   * auto follows the visitor's system setting.
   */
  theme: 'auto' | 'light' | 'dark';
  accent: string;
  /**
   * Says at the field that visitors talk to an AI. In the EU, people must learn this at first contact.
   */
  ai_notice: boolean;
  /**
   * By language: title, greeting, placeholder and suggestions.
   */
  texts: {
    [k: string]: {
      title: string;
      greeting: string;
      placeholder: string;
      /**
       * @maxItems 6
       */
      suggestions: string[];
    };
  };
}
export interface Export {
  /**
   * Identifier of an export.
   */
  export_id: string;
  status: 'queued' | 'running' | 'done' | 'failed' | 'expired';
  scope: 'app' | 'person';
  /**
   * The person, if it is about one. Removed with the file.
   */
  end_user_id: string | null;
  bytes: number | null;
  created_at: string;
  finished_at: string | null;
  /**
   * When the link stops working and the file is deleted.
   */
  expires_at: string | null;
  /**
   * Link to the ZIP. It needs no key: anyone with the link can download the file.
   */
  url: string | null;
}
export interface Erasure {
  /**
   * Identifier of an erasure.
   */
  erasure_id: string;
  status: 'running' | 'completed';
  subject: {
    kind: 'document' | 'session' | 'end_user' | 'app' | 'workspace';
    salt: string;
    /**
     * SHA-256 of `salt/kind/app_id/id`, in hex. Can be computed by anyone who knows the id.
     */
    hash: string;
  };
  /**
   * The id of a key or an admin, or `restore`.
   */
  requested_by: string;
  requested_at: string;
  completed_at: string | null;
  /**
   * Store → count.
   */
  removed: {
    [k: string]: number;
  };
  /**
   * If a store failed: why it is not done yet. It is tried again.
   */
  problem: string | null;
  receipt?: Receipt;
}
/**
 * Present when nothing is left.
 */
export interface Receipt {
  version: 1;
  /**
   * Identifier of an erasure.
   */
  erasure_id: string;
  /**
   * Empty if a whole workspace was erased.
   */
  app_id: string;
  subject: {
    kind: 'document' | 'session' | 'end_user' | 'app' | 'workspace';
    salt: string;
    /**
     * SHA-256 of `salt/kind/app_id/id`, in hex. Can be computed by anyone who knows the id.
     */
    hash: string;
  };
  requested_at: string;
  completed_at: string;
  /**
   * Store → count.
   */
  removed: {
    [k: string]: number;
  };
  /**
   * Store → what was left when it was counted: 0 in each.
   */
  left: {
    [k: string]: number;
  };
  /**
   * The last entry of the audit log at that time. The log must still contain it.
   */
  audit_head: {
    sequence: number;
    hash: string;
  };
  /**
   * The key that signed it, from GET /signing-keys.
   */
  key_id: string;
  /**
   * Ed25519, base64url.
   */
  signature: string;
}

/** Method and path of each operation. */
export const routes = {
  sendMessage: ['post', '/chat'],
  stopAnswer: ['post', '/chat/{message_id}/stop'],
  replayAnswer: ['get', '/chat/{message_id}/stream'],
  uploadDocuments: ['post', '/documents'],
  listDocuments: ['get', '/documents'],
  getDocument: ['get', '/documents/{document_id}'],
  getDocumentContent: ['get', '/documents/{document_id}/content'],
  replaceDocument: ['put', '/documents/{document_id}'],
  refreshDocument: ['post', '/documents/{document_id}/refresh'],
  deleteDocument: ['delete', '/documents/{document_id}'],
  listSources: ['get', '/sources'],
  createSource: ['post', '/sources'],
  getSource: ['get', '/sources/{source_id}'],
  updateSource: ['put', '/sources/{source_id}'],
  deleteSource: ['delete', '/sources/{source_id}'],
  refreshSource: ['post', '/sources/{source_id}/refresh'],
  listSourcePages: ['get', '/sources/{source_id}/pages'],
  getEmbedding: ['get', '/embedding'],
  estimateEmbedding: ['get', '/embedding/estimate'],
  startEmbeddingSwitch: ['post', '/embedding/switches'],
  listEmbeddingSwitches: ['get', '/embedding/switches'],
  getEmbeddingSwitch: ['get', '/embedding/switches/{switch_id}'],
  confirmEmbeddingSwitch: ['post', '/embedding/switches/{switch_id}/confirm'],
  resumeEmbeddingSwitch: ['post', '/embedding/switches/{switch_id}/resume'],
  cancelEmbeddingSwitch: ['post', '/embedding/switches/{switch_id}/cancel'],
  searchDocuments: ['post', '/search'],
  listSessions: ['get', '/sessions'],
  getSession: ['get', '/sessions/{session_id}'],
  exportConversations: ['get', '/conversation-export'],
  deleteSession: ['delete', '/sessions/{session_id}'],
  listEvaluationSets: ['get', '/evaluation-sets'],
  createEvaluationSet: ['post', '/evaluation-sets'],
  getEvaluationSet: ['get', '/evaluation-sets/{set_id}'],
  updateEvaluationSet: ['put', '/evaluation-sets/{set_id}'],
  deleteEvaluationSet: ['delete', '/evaluation-sets/{set_id}'],
  listEvaluationQuestions: ['get', '/evaluation-sets/{set_id}/questions'],
  addEvaluationQuestions: ['post', '/evaluation-sets/{set_id}/questions'],
  updateEvaluationQuestion: ['put', '/evaluation-sets/{set_id}/questions/{question_id}'],
  deleteEvaluationQuestion: ['delete', '/evaluation-sets/{set_id}/questions/{question_id}'],
  listEvaluationRuns: ['get', '/evaluation-sets/{set_id}/runs'],
  startEvaluationRun: ['post', '/evaluation-sets/{set_id}/runs'],
  getEvaluationRun: ['get', '/evaluation-runs/{run_id}'],
  cancelEvaluationRun: ['post', '/evaluation-runs/{run_id}/cancel'],
  resumeEvaluationRun: ['post', '/evaluation-runs/{run_id}/resume'],
  listEvaluationResults: ['get', '/evaluation-runs/{run_id}/results'],
  compareEvaluationRuns: ['get', '/evaluation-runs/{run_id}/comparison'],
  listCuratedAnswers: ['get', '/curated-answers'],
  createCuratedAnswer: ['post', '/curated-answers'],
  getCuratedAnswer: ['get', '/curated-answers/{answer_id}'],
  updateCuratedAnswer: ['put', '/curated-answers/{answer_id}'],
  deleteCuratedAnswer: ['delete', '/curated-answers/{answer_id}'],
  listSettingsVersions: ['get', '/settings-history'],
  requestHandover: ['post', '/handovers'],
  listHandovers: ['get', '/handovers'],
  updateHandover: ['put', '/handovers/{handover_id}'],
  listUnanswered: ['get', '/unanswered'],
  reviewUnanswered: ['put', '/unanswered'],
  getUsage: ['get', '/usage'],
  getStatus: ['get', '/status'],
  giveFeedback: ['post', '/messages/{message_id}/feedback'],
  getWidget: ['get', '/widget'],
  requestExport: ['post', '/exports'],
  listExports: ['get', '/exports'],
  getExport: ['get', '/exports/{export_id}'],
  downloadExport: ['get', '/exports/{export_id}/file'],
  requestErasure: ['post', '/erasures'],
  getErasure: ['get', '/erasures/{erasure_id}'],
  listErasures: ['get', '/erasures'],
  listSigningKeys: ['get', '/signing-keys'],
} as const;
