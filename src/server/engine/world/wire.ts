/**
 * The wire's types, by the names the contract gives them.
 * @module
 */
import type { components } from '../../../../contracts/openapi/generated/wire.ts';

export type Wire = components['schemas'];

/** A key of a record: for entities of the wire their Tower cuid. */
export type Id = string;
