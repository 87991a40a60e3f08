/**
 * The fidelity report: all operations, rules, checks, behaviours and assumptions, with their evidence. It is made
 * from the tables that the engine uses.
 * @module
 */
import { ASSUMPTIONS } from '../../contracts/behaviours/assumptions.ts';
import { isBehaviourId } from '../../contracts/behaviours/choices.ts';
import { BEHAVIOURS, type BehaviourChoices } from '../../contracts/behaviours/index.ts';
import type { components } from '../../contracts/control/generated/types.ts';
import type { ApiDocument } from '../../contracts/openapi/schema.ts';
import { API_VERSIONS, LATEST } from '../../contracts/openapi/version.ts';
import { PROFILES } from '../../contracts/profiles/index.ts';
import { CHECKS } from './engine/maintenance/checks.ts';
import { PLAN_RULES } from './engine/maintenance/plan.ts';
import { TARGET_RULES, TIE_RULES } from './engine/placement/rules.ts';

export type Fidelity = components['schemas']['Fidelity'];

/** Returns the report as data, with the present choices. */
export function fidelity(document: ApiDocument, choices: BehaviourChoices): Fidelity {
  return {
    operations: operations(document).map((one) => ({ ...one, evidence: 'specified' })),
    rules: [...rulesOf(PLAN_RULES), ...rulesOf(TIE_RULES), ...rulesOf(TARGET_RULES), ...rulesOf(CHECKS)],
    behaviours: rowsOf(choices),
    assumptions: ASSUMPTIONS,
    not_simulated: {
      paths: Object.keys(document['x-not-simulated-paths'] ?? {}),
      relations: document['x-not-simulated'] ?? [],
    },
  };
}

type Rule = Fidelity['rules'][number];

function rulesOf(rules: Readonly<Record<string, Omit<Rule, 'id'>>>): Rule[] {
  return Object.entries(rules).map(([id, { meaning, evidence, source }]) => ({
    id,
    meaning,
    evidence,
    source,
  }));
}

function cellsOf({ id, meaning, evidence, source }: Rule): string[] {
  return [id, meaning, evidence, source];
}

/** Returns all behaviours with their present choices. */
export function rowsOf(choices: BehaviourChoices): Fidelity['behaviours'] {
  return Object.entries(BEHAVIOURS).map(([id, row]) => {
    const chosen = isBehaviourId(id) ? choices[id] : undefined;
    return { id, ...row, choice: chosen ?? row.default };
  });
}

/** Returns the report as a Markdown page, with the default choices. */
export function fidelityPage(document: ApiDocument): string {
  return [
    '# What is simulated, and how well it is known',
    "Nobody has compared this fake with a real CloudTower yet. Every promise carries its evidence: `specified` (the official OpenAPI documents), `documented` (the vendor's prose, examples and manuals), `observed` (seen on a real CloudTower), `assumed` (our reading, with the reason). This page is written by `cloudtower-fake fidelity`.",
    '## Operations',
    `Paths, methods, payloads and fields are \`specified\` for ${API_VERSIONS[0]} to ${LATEST}, and less certain for ${document.info.version}. Every other operation of CloudTower answers 501 and says so; a path of a later version than the served one answers 404.`,
    table(
      ['operation', 'path'],
      operations(document).map(({ operation, method, path }) => [operation, `${method} ${path}`]),
    ),
    '## The evacuation plan',
    'What entering maintenance does to a VM:',
    table(['rule', 'meaning', 'evidence', 'source'], rulesOf(PLAN_RULES).map(cellsOf)),
    'What ties a VM to its host, and what a host must offer to take one:',
    table(
      ['rule', 'meaning', 'evidence', 'source'],
      [...rulesOf(TIE_RULES), ...rulesOf(TARGET_RULES)].map(cellsOf),
    ),
    'What must hold for a host to enter (the precheck is `done` only if all do):',
    table(['check', 'meaning', 'evidence', 'source'], rulesOf(CHECKS).map(cellsOf)),
    '## Open questions with a choice',
    'The choice in bold is made unless told otherwise.',
    table(['id', 'question', 'choices', 'evidence', 'rests on'], behaviours()),
    '## Profiles',
    'Choices that belong together. `--behaviours NAME` makes them; [behaviours.md](behaviours.md) tells how to write your own.',
    table(['profile', 'choices'], profiles()),
    '## Assumptions',
    table(
      ['about', 'what the fake does', 'because'],
      ASSUMPTIONS.map(({ about, does, because }) => [about, does, because]),
    ),
    '## Not simulated',
    `Filters on relations to ${(document['x-not-simulated'] ?? []).join(', ')}: 501, naming the entity. Storage checks other than data recovery, storage maintenance, cancelling a task, permissions, other users, alerts, licences. \`content-language\` chooses the language of task descriptions, of task failures and of error messages.`,
  ].join('\n\n');
}

function operations({ paths }: ApiDocument): { operation: string; method: string; path: string }[] {
  return Object.entries(paths).flatMap(([path, { get, post }]) => {
    const rows = [
      get && { operation: get.operationId, method: 'GET', path },
      post && { operation: post.operationId, method: 'POST', path },
    ];
    return rows.filter((row) => row !== undefined);
  });
}

function behaviours(): string[][] {
  return Object.entries(BEHAVIOURS).map(([id, row]) => {
    const choices = Object.entries(row.choices).map(
      ([choice, meaning]) => `${choice === row.default ? `**${choice}**` : choice}: ${meaning}`,
    );
    return [id, row.question, choices.join('<br>'), row.evidence, row.source];
  });
}

function profiles(): string[][] {
  return Object.values(PROFILES).map(({ name, behaviours: choices }) => [
    name,
    Object.entries(choices)
      .map(([id, choice]) => `${id}: ${choice}`)
      .join('<br>'),
  ]);
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  return [head, head.map(() => '---'), ...rows].map(tableRow).join('\n');
}

function tableRow(cells: readonly string[]): string {
  return `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
}
