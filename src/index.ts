/**
 * The library cloudtower-fake.
 * @module
 */

export type { BehaviourChoices } from '../contracts/behaviours/index.ts';
export type { ApiVersion } from '../contracts/openapi/schema.ts';
export { ProfileError, parseProfile } from '../contracts/profiles/profile.ts';
export { type Counts, generateScenario } from './fixtures/generate.ts';
export { parseScenario } from './fixtures/parse-scenario.ts';
export { type Scenario, ScenarioError } from './fixtures/scenario.ts';
export type { Fault, FaultRule } from './server/engine/fault/rule.ts';
export type { Journal } from './server/engine/journal/journal.ts';
export type { StepMatch } from './server/engine/task/step-match.ts';
export type { ClockMode, ClockSetting } from './server/engine/time/clock.ts';
export type { Instant } from './server/engine/time/iso.ts';
export { type AnsweredRequest, createFake, type Fake, type FakeOptions } from './server/fake.ts';
export type { Listening, ListenOptions } from './server/listen.ts';
export type { Breakpoint, BreakpointRule, Breakpoints } from './server/worlds/breakpoints.ts';
export type { Advance, ClockControl, ClockState, Goal } from './server/worlds/clock-control.ts';
export { ControlRefusal } from './server/worlds/control-refusal.ts';
export type { Faults } from './server/worlds/faults.ts';
export type { HostReport, Hosts } from './server/worlds/hosts.ts';
export type { SavedInfo, SavedStates } from './server/worlds/saved-states.ts';
export type { Simulation, SimulationState, Start } from './server/worlds/simulation.ts';
export type { KeepOptions, KeptState } from './server/worlds/snapshot/keep-state.ts';
export type { WorldLimits, Worlds } from './server/worlds/worlds.ts';
