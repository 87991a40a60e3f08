/**
 * What a place of a query takes, in words. The words are our own.
 * @module
 */
import { en, NOTHING, type Text, text, zh } from '../world/text.ts';

export const OBJECT: Text = text('expected an object', '应为对象');
export const OBJECT_NOT_NULL: Text = text('expected an object, not null', '应为对象，不能为 null');
export const FILTERS: Text = text('expected an array of filters or null', '应为由过滤条件组成的数组或 null');
export const ARRAY: Text = text('expected an array or null', '应为数组或 null');
export const VALUE_NOT_NULL: Text = text('expected a value, not null', '应为具体的值，不能为 null');
export const STRING: Text = text('expected a string or null', '应为字符串或 null');
export const DATE: Text = text(
  'expected an instant such as 2026-01-01T00:00:00.000Z, or null',
  '应为时间，例如 2026-01-01T00:00:00.000Z，或 null',
);
export const BOOLEAN: Text = text('expected true, false or null', '应为 true、false 或 null');
export const INTEGER: Text = text('expected an integer or null', '应为整数或 null');
export const NUMBER: Text = text('expected a number or null', '应为数字或 null');
export const CURSOR: Text = text('expected an id or null', '应为 id 或 null');
export const KNOWN_ID: Text = text('expected the id of an entity that exists', '应为存在的对象的 id');
export const ONE_END: Text = text('expected one of the two, not both', '只能给出两者之一');
export const NO_NULL_RELATION: Text = text(
  'expected an object: a relation to many cannot be null',
  '应为对象：对多关系不能为 null',
);

export function count(most: number): Text {
  return text(`expected an integer from 0 to ${most}, or null`, `应为 0 到 ${most} 的整数，或 null`);
}

export function within(format: string): Text {
  return text(`expected a number within ${format}`, `应为 ${format} 范围内的数字`);
}

export function oneOf(values: readonly string[]): Text {
  return text(`expected one of ${values.join(', ')}, or null`, `应为 ${values.join('、')} 之一，或 null`);
}

export function member(members: readonly string[]): Text {
  return text(
    `no such member; there are ${members.join(', ')}`,
    `没有这个成员；可用的有 ${members.join('、')}`,
  );
}

export function order(entity: string, nearest: string | undefined): Text {
  const hint = nearest === undefined ? NOTHING : text(`, such as ${nearest}`, `，例如 ${nearest}`);
  return text(
    en`expected a value of ${entity}OrderByInput${hint}`,
    zh`应为 ${entity}OrderByInput 的值${hint}`,
  );
}

/** A filter that is misspelt or does not exist. */
export function filter(entity: string, nearest: string | undefined): Text {
  const hint =
    nearest === undefined ? NOTHING : text(`; the nearest is ${nearest}`, `；最接近的是 ${nearest}`);
  return text(
    en`${entity}WhereInput has no such filter${hint}`,
    zh`${entity}WhereInput 没有这个过滤条件${hint}`,
  );
}

/** A field that has filters, but not this one. */
export function filterOf(entity: string, filters: readonly string[]): Text {
  return text(
    `${entity}WhereInput has no such filter; there are ${filters.join(', ')}`,
    `${entity}WhereInput 没有这个过滤条件；可用的有 ${filters.join('、')}`,
  );
}

export function noFilter(entity: string, field: string): Text {
  return text(
    `CloudTower has no filter on ${entity}.${field}`,
    `CloudTower 没有针对 ${entity}.${field} 的过滤条件`,
  );
}

export function noFilterOfKind(field: string): Text {
  return text(`${field} has no filter of this kind`, `${field} 没有这一类过滤条件`);
}

export function simulatedRelation(entity: string | undefined): Text {
  return text(`filtering on ${entity} is not simulated`, `未模拟对 ${entity} 的过滤`);
}
