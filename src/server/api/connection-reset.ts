/**
 * No answer at all.
 * @module
 */

/** The connection is to be reset. On a socket it is; in process it is what `fetch` throws when that happens to it. */
export class ConnectionReset extends TypeError {
  constructor() {
    super('fetch failed', { cause: Object.assign(new Error('read ECONNRESET'), { code: 'ECONNRESET' }) });
  }
}
