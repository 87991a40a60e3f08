import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Agenda, settle } from '../../src/server/engine/time/agenda.ts';
import { Clock } from '../../src/server/engine/time/clock.ts';

describe('the agenda', () => {
  it('runs due entries in order of time, then of scheduling', () => {
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

  it('runs entries that an entry schedules within the same leap, at their own time', () => {
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

  it('leaves entries that are not due', () => {
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

describe('the clock', () => {
  it('runs at its speed times wall time in the mode real', () => {
    let wall = 100;
    const clock = new Clock(1_000, { mode: 'real', speed: 10 }, () => wall);
    expect(clock.now()).toBe(1_000);
    wall += 50;
    expect(clock.now()).toBe(1_500);
  });

  it.each(['manual', 'polls'] as const)('stands still in the mode %s, whatever the wall says', (mode) => {
    let wall = 100;
    const clock = new Clock(7, { mode, speed: 10 }, () => wall);
    wall += 50;
    expect(clock.now()).toBe(7);
  });

  it('goes on from where it is when its mode or speed changes', () => {
    let wall = 0;
    const clock = new Clock(0, { mode: 'real', speed: 1 }, () => wall);
    wall = 100;
    clock.set({ mode: 'real', speed: 10 });
    expect(clock.now()).toBe(100);
    wall = 110;
    clock.set({ mode: 'manual', speed: 10 });
    wall = 500;
    expect(clock.now()).toBe(200);
  });

  it('stands while it is held, and goes on from there', () => {
    let wall = 0;
    const clock = new Clock(0, { mode: 'real', speed: 1 }, () => wall);
    wall = 100;
    clock.hold(40);
    wall = 300;
    expect(clock.now()).toBe(40);
    clock.release();
    wall = 305;
    expect(clock.now()).toBe(45);
  });
});
