/**
 * The language of texts for people.
 * @module
 */
import { type Case, defineCase } from '../kit/case/case.ts';
import { expect } from '../kit/case/expect.ts';
import { ok } from '../kit/session/client.ts';
import { precheckRequest } from '../kit/session/maintenance.ts';
import { anInventory, anyHost } from './needs.ts';

const HAN = /\p{Script=Han}/u;

export const languageCases: readonly Case[] = [
  defineCase({
    id: 'LANGUAGE-001',
    promise: 'content-language may be zh-CN or en-US on every read.',
    tier: 'read',
    evidence: 'specified',
    source: 'The request header content-language since 4.0.0.',
    needs: anInventory,
    async run(t) {
      for (const language of ['zh-CN', 'en-US'] as const) {
        const params = { header: { 'content-language': language } };
        ok(await t.api.POST('/get-hosts', { body: {}, params }));
      }
    },
  }),
  defineCase({
    id: 'LANGUAGE-002',
    promise: 'A request without content-language is answered.',
    tier: 'read',
    evidence: 'specified',
    source: 'The header is optional; the official Node SDK sends none.',
    needs: anInventory,
    async run(t) {
      ok(await t.api.POST('/get-hosts', { body: {} }));
    },
  }),
  defineCase({
    id: 'LANGUAGE-003',
    promise: "A task's description is in the language of the request that made it, whoever reads it.",
    tier: 'precheck',
    evidence: 'documented',
    source: "The vendor's page on tasks: one line, in the language at creation.",
    needs: anyHost,
    async run(t, { host }) {
      const describe = async (language: 'zh-CN' | 'en-US') => {
        const [path, { body }] = precheckRequest({ id: host.id });
        const params = { header: { 'content-language': language } };
        const { task_id } = ok(await t.api.POST(path, { body, params }));
        return (await t.settle(task_id)).description;
      };
      expect(await describe('zh-CN'), 'made in zh-CN').toEqual(expect.stringMatching(HAN));
      expect(await describe('en-US'), 'made in en-US').not.toMatch(HAN);
    },
  }),
];
