/**
 * What the path of a request says of it.
 * @module
 */

/** The results of checks are reads, too. What starts a check is not. */
const RESULTS: readonly string[] = [
  '/enter-maintance-mode-precheck-result',
  '/exit-maintance-mode-precheck-result',
];

/** Whether an operation changes nothing. An unknown path is taken to change something. */
export function isRead(path: string): boolean {
  const clean = path.replace(/^\/+/, '/').replace(/\?.*$/, '');
  return clean.startsWith('/get-') || clean === '/login' || RESULTS.includes(clean);
}
