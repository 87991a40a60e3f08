import { describe, expect, it } from 'vitest';
import { wantsColours } from '../../src/cli/terminal.ts';
import { start } from '../kit/program.ts';

describe('colours', () => {
  it.each([
    [{}, true, true],
    [{}, false, false],
    [{ NO_COLOR: '1' }, true, false],
    [{ NO_COLOR: '' }, true, true],
    [{ FORCE_COLOR: '1' }, false, true],
    [{ FORCE_COLOR: '0' }, true, false],
    [{ NO_COLOR: '1', FORCE_COLOR: '1' }, false, false],
  ])('with %j on a terminal (%s): %s', (env, isTerminal, wanted) => {
    expect(wantsColours(env, isTerminal)).toBe(wanted);
  });

  it('are in the report of the program as the variables say', async () => {
    const output = async (env: Readonly<Record<string, string>>) =>
      (await start(['contract', '--case', 'LOGIN-001'], { NO_COLOR: '', FORCE_COLOR: '', ...env }).result)
        .stdout;
    expect(await output({ FORCE_COLOR: '1' })).toContain('\u001B[32m');
    expect(await output({})).not.toContain('\u001B');
  });
});
