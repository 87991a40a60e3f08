/**
 * The environment of a command, provided by the process or by a test.
 * @module
 */

export interface Terminal {
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Whether the output may be coloured. */
  readonly colours: boolean;
  /** Writes a line of output. */
  readonly print: (text: string) => void;
  /** Writes a line to the error output: an error or the progress of a run. */
  readonly warn: (text: string) => void;
  /** Resolves when the user stops the program after this call. */
  readonly untilStopped: () => Promise<unknown>;
  /** Calls the listener when nobody reads the output any more. */
  readonly onOutputClosed: (listener: () => void) => void;
}
