/**
 * The catalogues of messages. The compiler holds them together too; here they are read as a translator reads them.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join as joinPath } from 'node:path';
import { describe, expect, it } from 'vitest';
import { EN_US } from '../../src/server/engine/language/en-US.ts';
import { join, message } from '../../src/server/engine/language/message.ts';
import { untranslated } from '../../src/server/engine/language/text.ts';
import { ZH_CN } from '../../src/server/engine/language/zh-CN.ts';
import { CHINESE } from '../kit/languages.ts';

const translations = new Map<string, string>(Object.entries(ZH_CN));
const MESSAGES = Object.entries(EN_US).map(([key, english]: [string, string]) => ({
  key,
  english,
  chinese: translations.get(key) ?? '',
}));

/** The keys of the messages for which a check fails. */
const keysOf = (isWrong: (message: (typeof MESSAGES)[number]) => boolean) =>
  MESSAGES.filter(isWrong).map(({ key }) => key);

const PLACEHOLDER = /\{(\w+)\}/g;
const placeholders = (template: string) =>
  [...new Set([...template.matchAll(PLACEHOLDER)].map(([, name]) => name))].toSorted().join(' ');
const wordsOf = (template: string) => template.replaceAll(PLACEHOLDER, '');

const SRC = joinPath(import.meta.dirname, '../../src');
const SOURCES = readdirSync(SRC, { recursive: true, encoding: 'utf8' })
  .filter((path) => path.endsWith('.ts'))
  .map((path) => ({ path: path.replaceAll('\\', '/'), text: readFileSync(joinPath(SRC, path), 'utf8') }));
const LANGUAGE = 'server/engine/language';

describe('the catalogues', () => {
  it('have the same keys in the same order', () => {
    expect(Object.keys(ZH_CN)).toEqual(Object.keys(EN_US));
  });

  it('have the same placeholders in each message', () => {
    expect(keysOf(({ english, chinese }) => placeholders(english) !== placeholders(chinese))).toEqual([]);
  });

  it('have no brace outside of a placeholder', () => {
    expect(keysOf(({ english, chinese }) => /[{}]/.test(wordsOf(english + chinese)))).toEqual([]);
  });

  it('have no Chinese in English', () => {
    expect(keysOf(({ english }) => CHINESE.test(english))).toEqual([]);
  });

  it('have Chinese in each Chinese message that has words', () => {
    const isLeft = (template: string) => /\p{Letter}/u.test(wordsOf(template)) && !CHINESE.test(template);
    expect(keysOf(({ chinese }) => chinese === '' || isLeft(chinese))).toEqual([]);
  });

  it('end a sentence in both languages, or a clause in both', () => {
    const isSentence = (template: string) => /[.?。？]$/.test(template);
    expect(keysOf(({ english, chinese }) => isSentence(english) !== isSentence(chinese))).toEqual([]);
  });

  it('punctuate each language in its own way', () => {
    expect(keysOf(({ english }) => /[，。；：？（）、]/.test(english))).toEqual([]);
    expect(keysOf(({ chinese }) => /[.?;]$|\p{Script=Han}[.,;?()]/u.test(chinese))).toEqual([]);
  });

  it('have no message that nothing says', () => {
    const catalogues = [`${LANGUAGE}/en-US.ts`, `${LANGUAGE}/zh-CN.ts`];
    const code = SOURCES.filter(({ path }) => !catalogues.includes(path));
    const quoted = new Set(code.flatMap(({ text }) => text.match(/'[\w.-]+'/g) ?? []));
    expect(keysOf(({ key }) => !quoted.has(`'${key}'`))).toEqual([]);
  });

  it('have all the Chinese that there is in the source', () => {
    const paths = SOURCES.filter(({ text }) => CHINESE.test(text)).map(({ path }) => path);
    expect(paths).toEqual([`${LANGUAGE}/zh-CN.ts`]);
  });
});

describe('a message', () => {
  it('has the values of its placeholders in each language', () => {
    expect(message('check.vm-count', { host: 'node-01', count: 151, limit: 150 })).toEqual({
      'en-US': 'host node-01 has 151 VMs, more than 150',
      'zh-CN': '主机 node-01 有 151 台虚拟机，超过 150 台',
    });
  });

  it('without placeholders needs no values', () => {
    expect(message('token.expired')).toEqual({
      'en-US': 'The token has expired: log in again.',
      'zh-CN': '令牌已过期：请重新登录。',
    });
  });

  it('has a text within it in the same language', () => {
    expect(message('check.vm', { vm: 'web-01', reason: message('plan.deleted') })).toEqual({
      'en-US': 'VM web-01: it is deleted',
      'zh-CN': '虚拟机 web-01：它已被删除',
    });
  });

  it('has the same value wherever its placeholder stands', () => {
    const { 'en-US': english } = message('select.two-ids', { name: 'task_id' });
    expect(english).toBe('where: id and task_id name different things; send task_id alone.');
  });

  it('leaves the braces of a value alone', () => {
    const { 'en-US': english } = message('vm.cannot-start', { vm: '{reason}', reason: '{vm}' });
    expect(english).toBe('VM {reason} cannot be started: {vm}.');
  });
});

describe('texts that are joined', () => {
  it('stand in a list of clauses', () => {
    expect(join([message('plan.deleted'), message('host-state.removing'), untranslated('x')])).toEqual({
      'en-US': 'it is deleted; it is being removed; x',
      'zh-CN': '它已被删除；它正在被移除；x',
    });
  });

  it('stand in a list of words or of choices', () => {
    expect(join(['a', 'b'], 'list.words')).toEqual({ 'en-US': 'a, b', 'zh-CN': 'a、b' });
    expect(join(['a', 'b'], 'list.or')).toEqual({ 'en-US': 'a or b', 'zh-CN': 'a 或 b' });
  });
});
