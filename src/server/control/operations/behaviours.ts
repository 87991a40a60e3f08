/**
 * The choices of behaviours that the vendor's documents leave open, and the fidelity of the fake.
 * @module
 */

import { ChoiceError, parseChoices } from '../../../../contracts/behaviours/choices.ts';
import type { BehaviourChoices } from '../../../../contracts/behaviours/index.ts';
import { profileNamed } from '../../../../contracts/profiles/index.ts';
import { ProfileError } from '../../../../contracts/profiles/profile.ts';
import { fidelity, rowsOf } from '../../fidelity.ts';
import { ControlRefusal } from '../../worlds/control-refusal.ts';
import type { ControlCall, ControlSchemas } from '../call.ts';

type Rows = readonly ControlSchemas['Behaviour'][];

export function GetBehaviours({ simulation }: ControlCall): Rows {
  return rowsOf(simulation.world.behaviours);
}

export function SetBehaviours(call: ControlCall): Rows {
  call.simulation.setBehaviours(choicesOf(call.payloads.parse('BehavioursInput', call.body)));
  return GetBehaviours(call);
}

export function GetFidelity({ simulation, catalogue }: ControlCall): ControlSchemas['Fidelity'] {
  return fidelity(catalogue.document, simulation.world.behaviours);
}

/** Returns the choices of the profile, overridden by the single ones. Throws ControlRefusal for unknown names. */
export function choicesOf({ profile, behaviours = {} }: ControlSchemas['BehavioursInput']): BehaviourChoices {
  try {
    const named = profile === undefined ? {} : profileNamed(profile).behaviours;
    return { ...named, ...parseChoices(behaviours) };
  } catch (error) {
    throw error instanceof ChoiceError || error instanceof ProfileError
      ? new ControlRefusal('invalid', error.message)
      : error;
  }
}
