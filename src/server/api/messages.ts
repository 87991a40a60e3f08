/**
 * What the HTTP edge says of requests that never reach the world. The words are our own.
 * @module
 */
import { cameInstead } from '../engine/query/invalid.ts';
import { en, NOTHING, type Text, text, zh } from '../engine/world/text.ts';

export const DEFECT: Text = text(
  'cloudtower-fake has a defect: this is not an answer of CloudTower. Its log says more; please report it.',
  'cloudtower-fake 有缺陷：这不是 CloudTower 的应答。详情见其日志，请报告此问题。',
);

export const UNREADABLE: Text = text(
  'This is not an HTTP/1.1 request that can be read: look at its first line, its Host and its headers.',
  '这不是可以读取的 HTTP/1.1 请求：请检查它的首行、Host 和各请求头。',
);

export const NO_TOKEN: Text = text(
  'The Authorization header is missing: log in, and send the token in it.',
  '缺少 Authorization 请求头：请登录，并在其中发送令牌。',
);

export const WRONG_TOKEN: Text = text(
  'The Authorization header holds no token of this server: log in, and send the token in it.',
  'Authorization 请求头中没有本服务器的令牌：请登录，并在其中发送令牌。',
);

export const EXPIRED_TOKEN: Text = text('The token has expired: log in again.', '令牌已过期：请重新登录。');

export const WRONG_CREDENTIALS: Text = text('The user or the password is wrong.', '用户名或密码错误。');

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

export function emptyBody(path: string): Text {
  return text(`The body is empty: ${path} needs one.`, `请求体为空：${path} 需要请求体。`);
}

/** Whoever asks for a language that is none is told so in English. */
export function unknownLanguage(known: readonly string[], asked: string): Text {
  return text(
    `content-language: expected one of ${known.join(', ')}, got ${asked}.`,
    `content-language：应为 ${known.join('、')} 之一，实际为 ${asked}。`,
  );
}

export function nothingHere(basePath: string): Text {
  return text(
    `There is nothing here. The API is under ${basePath}.`,
    `这里什么也没有。API 位于 ${basePath} 之下。`,
  );
}

export function wrongMethod(path: string, allowed: string, method: string): Text {
  return text(`${path} takes ${allowed}, not ${method}.`, `${path} 接受 ${allowed}，不接受 ${method}。`);
}

export function notSimulatedPath(path: string): Text {
  return text(
    `CloudTower has ${path}, but cloudtower-fake does not simulate it.`,
    `CloudTower 有 ${path}，但 cloudtower-fake 没有模拟它。`,
  );
}

export function noSuchPath(path: string, hint: Text): Text {
  return text(en`There is no ${path}.${hint}`, zh`没有 ${path}。${hint}`);
}

export function speltSo(path: string): Text {
  return text(` CloudTower spells it ${path}.`, `CloudTower 的拼写是 ${path}。`);
}

export function didYouMean(path: string): Text {
  return text(` Did you mean ${path}?`, `您是否要找 ${path}？`);
}

export function isMissing(place: string, member: string): Text {
  return text(`${place}: ${member} is missing.`, `${place}：缺少 ${member}。`);
}

export function unknownMember(place: string, member: string): Text {
  return text(`${place}: there is no ${member}.`, `${place}：没有 ${member}。`);
}

export function noSuchUser(name: string): Text {
  return text(`There is no user ${name}.`, `没有用户 ${name}。`);
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

export function notAString(place: string, value: unknown): Text {
  return notAllowed(place, typeNamed('string'), false, value);
}

export function isNotSimulated(place: string, value: string, instead: string | null): Text {
  const hint = instead === null ? NOTHING : text(` or send ${instead}`, `或发送 ${instead}`);
  return text(
    en`${place}: ${value} is not simulated; leave it out${hint}.`,
    zh`${place}：${value} 未被模拟；请省略它${hint}。`,
  );
}

export const IPMI: Text = text(
  'data.ipmi: changing the IPMI account is not simulated.',
  'data.ipmi：未模拟修改 IPMI 账户。',
);

export const NO_HOST: Text = text('where: no host matches.', 'where：没有匹配的主机。');

export function severalHosts(count: number): Text {
  return text(
    `where: ${count} hosts match, and one is needed. Select it by id.`,
    `where：有 ${count} 台主机匹配，而只需要一台。请按 id 选择。`,
  );
}

export function emptyWhere(entity: string): Text {
  return text(
    `where: it is empty, and would select every ${entity}. Say which, by id for instance.`,
    `where：它为空，会选中每个 ${entity}。请指明是哪些，例如按 id。`,
  );
}

export function noneMatches(entity: string): Text {
  return text(`where: no ${entity} matches.`, `where：没有匹配的 ${entity}。`);
}

export function twoIds(name: string): Text {
  return text(
    `where: id and ${name} name different things; send ${name} alone.`,
    `where：id 与 ${name} 指向不同的对象；请只发送 ${name}。`,
  );
}
