/**
 * The type of a row of the behaviour table.
 * @module
 */

/**
 * How a promise is known. `specified`: the official OpenAPI document. `documented`: the vendor's prose or
 * examples. `observed`: seen on a real CloudTower. `assumed`: our reading, with reasons.
 */
export type Evidence = 'specified' | 'documented' | 'observed' | 'assumed';

export interface Behaviour {
  readonly question: string;
  /** Each choice with what it means on the wire. */
  readonly choices: Readonly<Record<string, string>>;
  /** The choice the fake makes unless told otherwise. */
  readonly default: string;
  readonly evidence: Evidence;
  /** What the default rests on. */
  readonly source: string;
}

/** Rows by their ids. */
export type Behaviours = Readonly<Record<string, Behaviour>>;
