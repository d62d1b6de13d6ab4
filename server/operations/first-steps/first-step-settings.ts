/** Names of the settings that say so. */
export const MASTER_KEY_COPIED = 'master_key_copied';
export const FIRST_STEPS_CLOSED = 'first_steps_closed';
