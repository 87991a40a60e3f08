/**
 * What both APIs say of requests that they cannot read. The words are our own.
 * @module
 */
import { cameInstead } from '../engine/query/invalid.ts';
import { en, NOTHING, type Text, text, zh } from '../engine/world/text.ts';

export const DEFECT: Text = text(
  'cloudtower-fake has a defect: this is not an answer of CloudTower. Its log says more; please report it.',
  'cloudtower-fake 有缺陷：这不是 CloudTower 的应答。详情见其日志，请报告此问题。',
);

export const TORN_BODY: Text = text('The body ended before it was whole.', '请求体不完整就结束了。');

export const NOT_UTF8: Text = text('The body is not UTF-8.', '请求体不是 UTF-8。');

/** `detail` is what the parser says; it has English only. */
export function notJson(detail: string): Text {
  return text(`The body is not JSON: ${detail}`, `请求体不是 JSON：${detail}`);
}

export function tooLarge(bytes: number): Text {
  return text(`The body is larger than ${bytes} bytes.`, `请求体大于 ${bytes} 字节。`);
}

export function tooDeep(levels: number): Text {
  return text(`The body is nested deeper than ${levels} levels.`, `请求体的嵌套超过 ${levels} 层。`);
}

export function isEncoded(encoding: string): Text {
  return text(
    `The body's content-encoding is ${encoding}; send it plain.`,
    `请求体的 content-encoding 为 ${encoding}；请不要编码。`,
  );
}

export function isNoJsonType(type: string | null): Text {
  const came = type ?? text('missing', '缺失');
  return text(
    en`The body must be JSON in UTF-8 with content-type: application/json; the content-type is ${came}.`,
    zh`请求体必须是 UTF-8 的 JSON，并带 content-type: application/json；当前 content-type 为 ${came}。`,
  );
}

export function isMissing(place: string, member: string): Text {
  return text(`${place}: ${member} is missing.`, `${place}：缺少 ${member}。`);
}

export function unknownMember(place: string, member: string): Text {
  return text(`${place}: there is no ${member}.`, `${place}：没有 ${member}。`);
}

export const NOT_EXPECTED: Text = text('The body is not what was expected.', '请求体不符合预期。');

/** A value that the contract does not allow, where it stands, and what is allowed. */
export function notAllowed(place: string, allowed: Text, orNull: boolean, value: unknown): Text {
  const other = orNull ? text(' or null', '或 null') : NOTHING;
  const came = cameInstead(value);
  return text(
    en`${place}: expected ${allowed}${other}${came}.`,
    zh`${place}：应为${allowed}${other}${came}。`,
  );
}

const TYPES: Readonly<Record<string, Text>> = {
  array: text('an array', '数组'),
  boolean: text('a boolean', '布尔值'),
  integer: text('an integer', '整数'),
  number: text('a number', '数字'),
  object: text('an object', '对象'),
  string: text('a string', '字符串'),
};

/** A type of JSON Schema. */
export function typeNamed(type: string): Text {
  return TYPES[type] ?? text(type, type);
}

export function oneOf(values: unknown): Text {
  return text(`one of ${String(values)}`, ` ${String(values)} 之一`);
}

/** Another rule of the contract; `rule` is what the validator says, which has English only. */
export function breaksRule(place: string, rule: string): Text {
  return text(`${place}: ${rule}.`, `${place}：不符合 API 契约（${rule}）。`);
}
