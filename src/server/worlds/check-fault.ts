/**
 * Whether a fault can ever strike: what it names must be there.
 * @module
 */
import { closest, distance } from 'fastest-levenshtein';
import { contract } from '../../../contracts/openapi/generated/document.ts';
import { FAULT_PRESETS } from '../engine/fault/presets.ts';
import { type FaultRule, firesImmediately } from '../engine/fault/rule.ts';
import { ERROR_CODES, isErrorCode } from '../engine/world/error-codes.ts';
import { findHostByAnyId, findVmByAnyId } from '../engine/world/find.ts';
import type { World } from '../engine/world/world.ts';
import { ControlRefusal } from './control-refusal.ts';

/** Codes that are told of when one is not known. */
const NEAREST = 3;

/** Throws ControlRefusal if a rule names what there is not. */
export function checkFault(world: World, rule: FaultRule): void {
  if ('operation' in rule && rule.operation !== undefined) checkOperation(rule.operation);
  if ('code' in rule && rule.code !== undefined) checkCode(rule.code);
  if (rule.vm !== undefined && findVmByAnyId(world, rule.vm) === undefined)
    throw new ControlRefusal('unknown', `vm: there is no VM ${cut(rule.vm)}.`);
  if (rule.host !== undefined) checkHost(world, 'host', rule.host);
  if (rule.do !== 'lose-host') return;
  if (rule.lose !== undefined) checkHost(world, 'lose', rule.lose);
  if (firesImmediately(rule) && rule.lose === undefined && rule.host === undefined)
    throw new ControlRefusal('invalid', 'lose-host: say which host is lost, or at which step.');
}

/** The rules of a preset. Throws ControlRefusal if there is none of that name. */
export function presetCalled(name: string): readonly FaultRule[] {
  const preset = Object.hasOwn(FAULT_PRESETS, name) ? FAULT_PRESETS[name] : undefined;
  if (preset !== undefined) return preset.rules;
  const names = Object.keys(FAULT_PRESETS).join(', ');
  throw new ControlRefusal('unknown', `There is no preset ${cut(name)}. There are ${names}.`);
}

function checkHost(world: World, member: string, name: string): void {
  if (findHostByAnyId(world, name) !== undefined) return;
  throw new ControlRefusal('unknown', `${member}: there is no host ${cut(name)}.`);
}

function checkCode(code: string): void {
  if (isErrorCode(code)) return;
  const sent = cut(code);
  const nearest = Object.keys(ERROR_CODES)
    .toSorted((a, b) => distance(sent, a) - distance(sent, b))
    .slice(0, NEAREST);
  throw new ControlRefusal(
    'invalid',
    `code: CloudTower has no error code ${sent}. The nearest are ${nearest.join(', ')}.`,
  );
}

/** Throws ControlRefusal if there is no operation of this id or path. */
export function checkOperation(name: string): void {
  const known = Object.entries(contract.paths).flatMap(([path, methods]) => [
    path,
    ...Object.values(methods).map(({ operationId }) => operationId),
  ]);
  if (known.includes(name)) return;
  throw new ControlRefusal(
    'invalid',
    `operation: there is no operation ${cut(name)}. Did you mean ${closest(cut(name), known)}?`,
  );
}

function cut(text: string): string {
  return text.slice(0, 80);
}
