/**
 * vitest's assertions without vitest's runner: the suite also runs from the command line, where vitest is not
 * installed.
 * @module
 */
import {
  type Assertion,
  type ExpectStatic,
  JestAsymmetricMatchers,
  JestChaiExpect,
  JestExtend,
} from '@vitest/expect';
import * as chai from 'chai';

chai.use(JestExtend);
chai.use(JestChaiExpect);
chai.use(JestAsymmetricMatchers);

type Plugged = Pick<
  ExpectStatic,
  'any' | 'anything' | 'arrayContaining' | 'objectContaining' | 'stringMatching'
>;
type Expect = (<T>(actual: T, message?: string) => Assertion<T>) & Plugged;

/** Chai's type does not include the matchers that are plugged in above. */
export const expect: Expect = isPlugged(chai.expect) ? chai.expect : notPlugged();

function isPlugged(given: unknown): given is Expect {
  return typeof given === 'function' && 'arrayContaining' in given;
}

function notPlugged(): never {
  throw new Error("vitest's matchers could not be plugged into chai.");
}
