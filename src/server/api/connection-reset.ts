/**
 * The error by which a fault resets the connection.
 * @module
 */

/**
 * Thrown instead of an answer. The socket server resets the connection. In process the caller of `fetch` gets this
 * error, which looks like the error of a real `fetch` after a reset.
 */
export class ConnectionReset extends TypeError {
  constructor() {
    super('fetch failed', { cause: Object.assign(new Error('read ECONNRESET'), { code: 'ECONNRESET' }) });
  }
}
