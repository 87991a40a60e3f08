/**
 * Where a command is run: in a process, or in a test.
 * @module
 */

export interface Terminal {
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Whether the output may be coloured. */
  readonly colours: boolean;
  /** Writes a line of output. */
  readonly print: (text: string) => void;
  /** Writes a line beside the output: an error, or how far a run is. */
  readonly warn: (text: string) => void;
  /** Resolves when the user stops the program. Listens from the call on. */
  readonly untilStopped: () => Promise<unknown>;
  /** Calls the listener when nobody reads the output any more. */
  readonly onOutputClosed: (listener: () => void) => void;
}
