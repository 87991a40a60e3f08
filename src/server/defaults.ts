/**
 * What a fake starts with unless told otherwise.
 * @module
 */
export const DEFAULTS = {
  seed: '1',
  user: 'root',
  password: 'root',
  token: 'token',
  speed: 1,
  /** An hour, in ms of wall time. */
  worlds: { limit: 1_000, idleMs: 60 * 60 * 1_000 },
} as const;
