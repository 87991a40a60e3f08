/**
 * What CloudTower's API says of requests that never reach the world. The words are our own.
 * @module
 */
import { en, NOTHING, type Text, text, zh } from '../engine/world/text.ts';
import { notAllowed, typeNamed } from '../http/messages.ts';

export const UNREADABLE: Text = text(
  'This is not an HTTP/1.1 request that can be read: look at its first line, its Host and its headers.',
  '这不是可以读取的 HTTP/1.1 请求：请检查它的首行、Host 和各请求头。',
);

export const WRONG_CREDENTIALS: Text = text('The user or the password is wrong.', '用户名或密码错误。');

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

export function noSuchUser(name: string): Text {
  return text(`There is no user ${name}.`, `没有用户 ${name}。`);
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
