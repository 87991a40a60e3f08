import { describe, expect, it } from 'vitest';
import { BEHAVIOURS } from '../../contracts/behaviours/index.ts';
import { PROFILES, profileNamed } from '../../contracts/profiles/index.ts';
import { ProfileError, parseProfile } from '../../contracts/profiles/profile.ts';

const PROFILE = {
  name: 'tower-4.6',
  version: '4.6.0',
  date: '2026-01-31',
  behaviours: { 'login.refused': '401', 'host-state.normal': 'in-use' },
};

describe('a profile', () => {
  it('is read as it is written', () => {
    expect(parseProfile(PROFILE)).toEqual(PROFILE);
    expect(parseProfile({ name: 'mine', behaviours: {} })).toEqual({ name: 'mine', behaviours: {} });
  });

  it('may choose for every row', () => {
    const behaviours = Object.fromEntries(
      Object.entries(BEHAVIOURS).map(([id, { choices }]) => [id, Object.keys(choices).at(-1)]),
    );
    expect(parseProfile({ name: 'other', behaviours }).behaviours).toEqual(behaviours);
  });

  it('takes a choice that YAML reads as a number or null for what it is', () => {
    const { behaviours } = parseProfile({
      name: 'yaml',
      behaviours: { 'login.refused': 401, 'host-state.normal': null },
    });
    expect(behaviours).toEqual({ 'login.refused': '401', 'host-state.normal': 'null' });
  });

  it.each([
    ['no object', [], 'A profile is an object with a name and behaviours.'],
    ['no name', { behaviours: {} }, 'name: expected a text'],
    ['no behaviours', { name: 'x' }, 'behaviours: Behaviours are an object of row ids and choices'],
    [
      'another member',
      { ...PROFILE, nmae: 'x' },
      'no member nmae; there are name, version, date, behaviours',
    ],
    ['a version that is no text', { ...PROFILE, version: 4.6 }, 'version: expected a text, such as "4.6.0"'],
    ['a date that is no day', { ...PROFILE, date: 'today' }, 'date: expected a day, such as "2026-01-31"'],
    [
      'an unknown row',
      { name: 'x', behaviours: { 'exit.vm-fail': 'stops' } },
      'behaviours: There is no behaviour exit.vm-fail. Did you mean exit.vm-fails?',
    ],
    [
      'an unknown choice',
      { name: 'x', behaviours: { 'exit.vm-fails': 'waits' } },
      'Behaviour exit.vm-fails: expected one of stops, goes-on, got "waits".',
    ],
    ['an inherited name', { name: 'x', behaviours: { toString: 'x' } }, 'There is no behaviour toString.'],
  ])('%s is refused with what was expected', (_, data, message) => {
    expect(() => parseProfile(data)).toThrow(ProfileError);
    expect(() => parseProfile(data)).toThrow(message);
  });
});

describe('the built-in profiles', () => {
  it.each(Object.entries(PROFILES))('%s can be read back from its own JSON', (name, profile) => {
    expect(profile.name).toBe(name);
    expect(parseProfile(JSON.parse(JSON.stringify(profile)))).toEqual(profile);
  });

  it('are found by name, and only those that are there', () => {
    expect(profileNamed('docs').name).toBe('docs');
    expect(() => profileNamed('doc')).toThrow('There is no profile doc; there are docs.');
    expect(() => profileNamed('constructor')).toThrow(ProfileError);
  });
});
