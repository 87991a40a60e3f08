/**
 * The types of the wire, by their names in the contract.
 * @module
 */
import type { components } from '../../../../contracts/openapi/generated/wire.ts';

export type Wire = components['schemas'];

/** The key of a record. For entities of the wire it is the Tower cuid. */
export type Id = string;
