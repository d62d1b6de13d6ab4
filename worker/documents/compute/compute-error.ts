const messages = {
  timeout: 'The job exceeded its time limit and was ended.',
  overworked: 'The job exceeded its limit of CPU time and was ended.',
  aborted: 'The job was cancelled.',
  out_of_memory: 'The job exceeded its memory limit and was ended.',
  crashed: 'The process of the job ended unexpectedly.',
  closed: 'The service is being stopped.',
};

/** A job that the pool ended, or whose process died. Errors of the operation itself are passed on. */
export class ComputeError extends Error {
  code: keyof typeof messages;

  constructor(code: keyof typeof messages, cause?: unknown) {
    super(messages[code], { cause });
    this.name = 'ComputeError';
    this.code = code;
  }
}
