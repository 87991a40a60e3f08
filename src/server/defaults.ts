/**
 * The default settings of a fake.
 * @module
 */
export const DEFAULTS = {
  seed: '1',
  user: 'root',
  password: 'root',
  token: 'token',
  speed: 1,
  /** `idleMs` is an hour of wall time. */
  worlds: { limit: 1_000, idleMs: 60 * 60 * 1_000 },
} as const;
