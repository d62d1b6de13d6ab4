const messages = {
  timeout: 'The job took longer than it may and was ended.',
  overworked: 'The job needed more computing time than it may have and was ended.',
  aborted: 'The job was cancelled.',
  out_of_memory: 'The job needed more memory than it may have and was ended.',
  crashed: 'The process of the job ended unexpectedly.',
  closed: 'The service is being stopped.',
};

/** A job that the pool ended, or whose process died; errors of the operation itself come through as they are. */
export class ComputeError extends Error {
  code: keyof typeof messages;

  constructor(code: keyof typeof messages, cause?: unknown) {
    super(messages[code], { cause });
    this.name = 'ComputeError';
    this.code = code;
  }
}
