/**
 * Which operations change nothing.
 * @module
 */

/** The results of checks are reads, too: what starts a check is not. */
const RESULTS: readonly string[] = [
  '/enter-maintance-mode-precheck-result',
  '/exit-maintance-mode-precheck-result',
];

/** Whether a path of the API can be asked without anything changing. What is unknown is taken to change something. */
export function isRead(path: string): boolean {
  const clean = path.replace(/^\/+/, '/').replace(/\?.*$/, '');
  return clean.startsWith('/get-') || clean === '/login' || RESULTS.includes(clean);
}
