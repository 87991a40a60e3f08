/**
 * The scenario format's types.
 * @module
 */
import type { components } from './generated/types.ts';

type Schemas = components['schemas'];

export type Scenario = Schemas['Scenario'];
export type ScenarioCluster = Schemas['ScenarioCluster'];
export type ScenarioHost = Schemas['ScenarioHost'];
export type ScenarioVm = Schemas['ScenarioVm'];
export type ScenarioPlacementGroup = Schemas['ScenarioPlacementGroup'];
