/**
 * The environment of a command, provided by the process or by a test.
 * @module
 */

export interface Terminal {
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Whether the output may be coloured. */
  readonly colours: boolean;
  /** Characters in a line of output. */
  readonly columns: number;
  /** Writes a line of output. */
  readonly print: (text: string) => void;
  /** Writes a line to the error output: an error or the progress of a run. */
  readonly warn: (text: string) => void;
  /** Resolves when the user stops the program after this call. */
  readonly untilStopped: () => Promise<unknown>;
  /** Calls the listener when nobody reads the output any more. */
  readonly onOutputClosed: (listener: () => void) => void;
}

/** Of a terminal that does not tell, and of output that goes elsewhere. */
export const COLUMNS = 80;

/**
 * Returns whether to colour the output: as NO_COLOR or FORCE_COLOR says, or else if it is a terminal. Either variable
 * counts unless it is empty; NO_COLOR is the stronger one (https://no-color.org), and FORCE_COLOR=0 means no colours.
 */
export function wantsColours(env: Terminal['env'], isTerminal: boolean): boolean {
  const [no = '', force = ''] = [env['NO_COLOR'], env['FORCE_COLOR']];
  if (no !== '') return false;
  return force === '' ? isTerminal : force !== '0' && force !== 'false';
}
