/**
 * What the contract suite touches of the contract: operation by operation the statuses that were answered, the members
 * that requests sent, and the fields that answers had. What no case touches stands in docs/coverage.md, with the reason.
 * `npx vitest run -u` writes that page.
 */
import { expect, it } from 'vitest';
import { type CaseResult, runCase } from '../../contracts/kit/case/run-case.ts';
import { openTarget } from '../../contracts/kit/target/target.ts';
import {
  type ApiDocument,
  type Operation,
  refName,
  resolve,
  type Schema,
} from '../../contracts/openapi/schema.ts';
import { CASES } from '../../contracts/suite/index.ts';
import { createFake } from '../../src/server/fake.ts';

/** Why no case touches a place: the first pattern that matches it. */
const REASONS: readonly (readonly [pattern: RegExp, reason: string])[] = [
  [/\/get-labels answer \w+\.(id|name|management_ip)$/, 'The worlds of the suite label VMs only.'],
  [/answer (password_recover_qa|roles)\./, 'The users of the fake have no roles and no questions.'],
  [
    /(-vm|-to-recycle|-from-recycle|\/update-host) status 404$/,
    'A filter that matches nothing is answered with an empty list by default; a choice may be 404.',
  ],
  [/\/update-host request data\.ipmi/, 'The fake does not simulate IPMI accounts.'],
  [/ status 500$/, 'No request makes a working server answer 500.'],
  [/\/(get-\S+|login|create-\S+) status 404$/, 'Nothing is looked up that could be missing.'],
  [/\/(get-version|get-my-info) status/, 'It takes nothing that could be wrong.'],
  [
    /\/login request (source|mfa_type|auth_config_id)/,
    'The suite has neither an LDAP account nor a second factor.',
  ],
  [
    / answer data\./,
    'An operation answers the required fields by default; `mutation.data` may choose the whole entity.',
  ],
  [
    /(pmem_dimms|vsphereEsxiAccount|zone|zones|backup_plans|entity_filter_results|folder|isolation_policy|snapshot_plan|snapshots|applications|consistency_groups?|consistency_group_snapshots|datacenters|everoute_cluster|metro_availability_checklist|vcenterAccount|vm_folders|vm_templates|witness|disk_pools|ecp_license)\./,
    'Entities of that kind are not simulated, so that the list is empty or null.',
  ],
  [/\/get-(hosts|clusters) answer labels\./, 'The worlds of the suite label VMs only.'],
  [
    /vm_host_prefer_host_uuids\./,
    'A scenario has no rule of preference: only Must rules decide about maintenance.',
  ],
];

/** Members of objects deeper than this are not listed. */
const DEPTH = 3;

it('every operation is touched in every status and member, or there is a reason why not', async () => {
  const fake = createFake({ clock: 'polls' });
  const target = await openTarget({
    url: 'http://fake.localhost',
    transport: (request) => fake.fetch(request),
    user: 'root',
    password: 'root',
  });
  const results: CaseResult[] = [];
  for (const one of CASES) results.push(await runCase(one, target));
  const touched = new Set(results.flatMap(({ exchanges }) => exchanges.flatMap(placesOf)));
  const places = allPlaces(target.contract.document);
  const untouched = places.filter((place) => !touched.has(place));
  const rows = untouched.map(
    (place) => [place, REASONS.find(([pattern]) => pattern.test(place))?.[1]] as const,
  );
  await expect(page(places.length, rows)).toMatchFileSnapshot('../../docs/coverage.md');
  expect(rows.filter(([, reason]) => reason === undefined).map(([place]) => place)).toEqual([]);
}, 300_000);

function page(count: number, rows: readonly (readonly [string, string | undefined])[]): string {
  return [
    '# What the contract suite touches',
    '',
    `The contract has ${count} places: statuses, members of requests and fields of answers of each operation. Cases of the`,
    `suite touch all but these ${rows.length}:`,
    '',
    '| place | why no case touches it |',
    '| --- | --- |',
    ...rows.map(([place, reason]) => `| \`${place}\` | ${reason ?? '**no reason**'} |`),
    '',
  ].join('\n');
}

/** Returns the places that an exchange touches. */
function placesOf({ path, status, request, answer }: CaseResult['exchanges'][number]): string[] {
  const clean = path.replace(/^\/+/, '/');
  return [
    `${clean} status ${status}`,
    ...membersOf(request, 0).map((member) => `${clean} request ${member}`),
    ...(status === 200 ? membersOf(answer, 0).map((member) => `${clean} answer ${member}`) : []),
  ];
}

function membersOf(value: unknown, depth: number): string[] {
  if (Array.isArray(value)) return value.flatMap((item) => membersOf(item, depth));
  if (typeof value !== 'object' || value === null || depth === DEPTH) return [];
  return Object.entries(value).flatMap(([name, member]) => [
    name,
    ...membersOf(member, depth + 1).map((inner) => `${name}.${inner}`),
  ]);
}

/** Returns all places of a contract. */
function allPlaces(document: ApiDocument): string[] {
  return Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.values(methods).flatMap((operation) => placesOfOperation(document, path, operation)),
  );
}

function placesOfOperation(document: ApiDocument, path: string, operation: Operation): string[] {
  const statuses = Object.keys(operation.responses).map((status) => `${path} status ${status}`);
  const request = operation.requestBody?.content['application/json'].schema;
  const answer = operation.responses['200']?.content?.['application/json'].schema;
  return [
    ...statuses,
    ...namesIn(document, request, 0).map((name) => `${path} request ${name}`),
    ...namesIn(document, answer, 0).map((name) => `${path} answer ${name}`),
  ];
}

/** A filter is one place: cases of their own try every filter there is. */
function namesIn(document: ApiDocument, schema: Schema | undefined, depth: number): string[] {
  if (schema === undefined || depth === DEPTH || refName(schema)?.endsWith('WhereInput') === true) return [];
  const { items, properties = {} } = resolve(document, schema);
  if (items !== undefined) return namesIn(document, items, depth);
  return Object.entries(properties).flatMap(([name, member]) => [
    name,
    ...namesIn(document, member, depth + 1).map((inner) => `${name}.${inner}`),
  ]);
}
