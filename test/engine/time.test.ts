import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Agenda, settle } from '../../src/server/time/agenda.ts';
import { createManualClock, createRealClock } from '../../src/server/time/clock.ts';

describe('the agenda', () => {
  it('runs what is due in order of time, then of scheduling', () => {
    fc.assert(
      fc.property(fc.array(fc.nat({ max: 20 })), (times) => {
        const agenda = new Agenda<number>();
        for (const [index, at] of times.entries()) agenda.schedule(at, index);
        const ran: [number, number][] = [];
        settle(agenda, 20, ({ at, what }) => ran.push([at, what]));
        expect(ran).toEqual(
          [...times.entries()]
            .map(([index, at]) => [at, index])
            .toSorted((a, b) => (a[0] ?? 0) - (b[0] ?? 0) || (a[1] ?? 0) - (b[1] ?? 0)),
        );
      }),
    );
  });

  it('runs what an entry schedules within the same leap, at its own time', () => {
    const agenda = new Agenda<string>();
    agenda.schedule(1, 'first');
    const ran: [number, string][] = [];
    settle(agenda, 3, ({ at, what }) => {
      ran.push([at, what]);
      if (what === 'first') agenda.schedule(at + 1, 'second');
    });
    expect(ran).toEqual([
      [1, 'first'],
      [2, 'second'],
    ]);
  });

  it('leaves what is not due', () => {
    const agenda = new Agenda<string>();
    agenda.schedule(5, 'later');
    settle(agenda, 4, () => expect.unreachable());
    expect(agenda.nextAt()).toBe(5);
  });

  it('ends a chain that does not let time pass, naming it', () => {
    const agenda = new Agenda<string>();
    agenda.schedule(1, 'again');
    expect(() => settle(agenda, 1, ({ at, what }) => agenda.schedule(at, what))).toThrow('"again"');
  });
});

describe('the clocks', () => {
  it('a real clock runs as many times as fast as the wall as it is told', () => {
    let wall = 100;
    const clock = createRealClock({ start: 1_000, speed: 10, wall: () => wall });
    expect(clock.now()).toBe(1_000);
    wall += 50;
    expect(clock.now()).toBe(1_500);
  });

  it('a manual clock stands still until it is advanced', () => {
    const clock = createManualClock({ start: 7 });
    expect(clock.now()).toBe(7);
    clock.advance(3);
    expect(clock.now()).toBe(10);
  });

  it.each([-1, 0.5, Number.NaN, Number.POSITIVE_INFINITY])('a manual clock does not advance by %s', (ms) => {
    const clock = createManualClock({ start: 7 });
    expect(() => clock.advance(ms)).toThrow(RangeError);
    expect(clock.now()).toBe(7);
  });
});
