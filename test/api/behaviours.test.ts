/**
 * Every choice of every behaviour shows on the wire: the suite's own probe observes it in a fake that makes it,
 * and so does not observe it in a fake that makes another. What probes do not look at is in choices-of-*.test.ts.
 */
import { describe, expect, it } from 'vitest';
import { parseChoices } from '../../contracts/behaviours/choices.ts';
import { BEHAVIOURS, type BehaviourId } from '../../contracts/behaviours/index.ts';
import type { Case } from '../../contracts/kit/case/case.ts';
import { type CaseResult, runCase } from '../../contracts/kit/case/run-case.ts';
import type { Transport } from '../../contracts/kit/session/transport.ts';
import type { Wire } from '../../contracts/kit/session/wire.ts';
import { openTarget } from '../../contracts/kit/target/target.ts';
import { PROBES, UNSEEN } from '../../contracts/suite/probes/index.ts';
import type { Fake } from '../../src/server/fake.ts';
import { checkWire } from '../kit/check.ts';
import { isInContract, OUTSIDE_THE_CONTRACT } from '../kit/choices.ts';
import { createTestFake } from '../kit/fake.ts';
import { assertSound, dump } from '../kit/scenario-runner.ts';

interface Choice {
  readonly id: BehaviourId;
  readonly choice: string;
  readonly meaning: string;
  readonly probe: Case;
}

const CHOICES: readonly Choice[] = PROBES.flatMap((probe) => {
  const { row: id } = probe;
  if (id === undefined) throw new Error(`${probe.id} observes no row.`);
  return Object.entries(BEHAVIOURS[id].choices).map(([choice, meaning]) => ({ id, choice, meaning, probe }));
});

/** What the answers of a probe's run contain, beyond what it looks at. */
interface Details {
  readonly rejection?: { readonly [Member in keyof Wire['ErrorBody']]?: unknown };
  readonly failedTask?: { readonly [Member in keyof Wire['Task']]?: unknown };
}

/** How requests are rejected, by the names of choices. */
const REJECTIONS: Readonly<Record<string, Details>> = {
  refused: { rejection: { status: 400 } },
  'refused-above-1000': { rejection: { status: 400 } },
  strict: { rejection: { status: 400 } },
  'not-found': { rejection: { status: 404 } },
  'no-match': { rejection: { status: 404 } },
  bare: { rejection: { status: 401 } },
};

const LOAD_HOST_FAILED = { rejection: { props: { error_code: 'LOAD_HOST_FAILED' } } };
const ENTER_FAILED = { failedTask: { error_code: 'EC_MAINTENANCE_MODE_ENTER_FAILED' } };
const HOST_STATE_INVALID = { failedTask: { error_code: 'EC_MAINTENANCE_MODE_HOST_STATE_INVALID' } };
const PRECHECK_FAILED = 'EC_MAINTENANCE_MODE_PRE_CHECK_FAILED';

const DETAILS: Readonly<Record<string, Details>> = {
  'login.unknown-user: not-found': { rejection: { status: 404, props: { error_code: 'USER_NOT_FOUND' } } },
  'host-filter.none: 400': LOAD_HOST_FAILED,
  'host-filter.none: 404': LOAD_HOST_FAILED,
  'host-filter.none: 500': LOAD_HOST_FAILED,
  'host-filter.several: 400': LOAD_HOST_FAILED,
  'host-filter.several: 404': LOAD_HOST_FAILED,
  'error.code: resource-locked': LOAD_HOST_FAILED,
  'error.code: every': { rejection: { code: 'LOAD_HOST_FAILED' } },
  'vm-lists.cuid: refused': { rejection: { status: 404 } },
  'shut-down.without-tools: times-out': { failedTask: { error_code: 'JOB_VM_SHUTDOWN_TIMEOUT' } },
  'precheck.blocked: failed': {
    failedTask: { error_code: PRECHECK_FAILED, error_message: expect.stringContaining('asleep-01') },
  },
  'precheck.second: task-fails': {
    failedTask: { error_code: PRECHECK_FAILED, error_message: expect.stringContaining('case-01') },
  },
  'enter.blocked: task-fails': ENTER_FAILED,
  'enter.missing-vm: task-fails': ENTER_FAILED,
  'enter.already: task-fails': HOST_STATE_INVALID,
  'enter.unfit-host: task-fails': HOST_STATE_INVALID,
  'enter.second-host: task-fails': {
    failedTask: { error_code: 'EC_MAINTENANCE_MODE_EXIST_HOST_IN_MT_MODE' },
  },
  'exit.not-in-maintenance: task-fails': HOST_STATE_INVALID,
  'exit.unfit-host: task-fails': HOST_STATE_INVALID,
  'exit.other-vm: task-fails': { failedTask: { error_message: expect.stringContaining('other-web-01') } },
  'exit.changed-vm: tried': { failedTask: { error_code: 'JOB_VM_STATE_MACHINE_ERROR' } },
  'exit.vm-fails: goes-on': { failedTask: { error_message: expect.stringContaining('web-0') } },
};

/** The target as the suite opens it; each test sends its requests to a fake of its own. */
const target = await openTarget({
  url: 'http://fake.localhost',
  transport: (request) => createTestFake().fetch(request),
  user: 'root',
  password: 'root',
});

describe('a probe observes the choice that a fake makes', () => {
  it.each(CHOICES.map((row) => [`${row.id}: ${row.choice}: ${row.meaning}`, row] as const))(
    '%s',
    async (_, { id, choice, probe }) => {
      const result = await observe(probe, choice);
      expect(result).toMatchObject({ status: 'observed', observations: [{ row: id, choice }] });
      const { rejection, failedTask } = DETAILS[`${id}: ${choice}`] ?? REJECTIONS[choice] ?? {};
      expect(rejectionsOf(result)).toEqual(listWith(rejection));
      expect(failedTasksOf(result)).toEqual(listWith(failedTask));
    },
  );

  it('for every row but those that no probe can ask for', () => {
    const observed = PROBES.map(({ row }) => row);
    expect([...observed, ...Object.keys(UNSEEN)].toSorted()).toEqual(Object.keys(BEHAVIOURS).toSorted());
  });

  it('and the tables of this test name only choices that exist', () => {
    const names = CHOICES.map(({ id, choice }) => `${id}: ${choice}`);
    expect(names).toEqual(expect.arrayContaining([...Object.keys(DETAILS), ...OUTSIDE_THE_CONTRACT]));
    expect(CHOICES.map(({ choice }) => choice)).toEqual(expect.arrayContaining(Object.keys(REJECTIONS)));
  });
});

it('the default of every row is one of its choices, and every row has others', () => {
  for (const [id, row] of Object.entries(BEHAVIOURS)) {
    expect(Object.keys(row.choices), id).toContain(row.default);
    expect(Object.keys(row.choices).length, id).toBeGreaterThan(1);
  }
});

/** Runs a probe against a fake that makes a choice. */
async function observe(probe: Case, choice: string): Promise<CaseResult> {
  const id = probe.row ?? '';
  const behaviours = parseChoices({ [id]: choice });
  const fake = createTestFake({ behaviours });
  return runCase(probe, { ...target, transport: checkedTransport(fake, isInContract(id, choice)) });
}

/**
 * Passes requests on to a fake. Each answer is as the contract describes it, a rejected request changes nothing,
 * and the invariants hold after every request.
 */
function checkedTransport(fake: Fake, isChecked: boolean): Transport {
  return async (request) => {
    const [, name] = /\/w\/([^/]+)\/v2\/api/.exec(request.url) ?? [];
    if (name === undefined) return fake.fetch(request);
    const { world } = fake.worlds.get(name);
    const before = dump(world);
    const answer = await fake.fetch(request);
    const text = await answer.text();
    if (isChecked) checkWire(request, answer, JSON.parse(text));
    if (answer.status >= 400) expect(dump(world), `${request.url} is rejected`).toBe(before);
    assertSound(world);
    return new Response(text, answer);
  };
}

/** A list that contains an object with these members; any list if there are none. */
function listWith(members: object | undefined): unknown {
  return expect.arrayContaining([members ?? []].flat().map((member) => expect.objectContaining(member)));
}

function rejectionsOf({ exchanges }: CaseResult): unknown[] {
  return exchanges.filter(({ status }) => status >= 400).map(({ answer }) => answer);
}

function failedTasksOf({ exchanges }: CaseResult): unknown[] {
  return exchanges
    .filter(({ path }) => path === '/get-tasks')
    .flatMap(({ answer }) => (Array.isArray(answer) ? answer : []))
    .filter(({ status }) => status === 'FAILED');
}
