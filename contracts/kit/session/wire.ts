/**
 * The wire's types, by short names.
 * @module
 */
import type { components } from '../../openapi/generated/wire.ts';

export type Wire = components['schemas'];
export type Host = Wire['Host'];
export type Vm = Wire['Vm'];
export type Task = Wire['Task'];
export type Cluster = Wire['Cluster'];
