/**
 * Who may import whom. A row is a room and what it may import besides itself: rooms, packages (`npm:`) and modules
 * of Node (`node:`). Everything else is forbidden: type imports included, and files outside of every room. A room
 * is a folder or a file, below src/server/ unless its path begins with `/`; `*` is a name, `{a,b}` is a or b.
 */
const ROOMS = {
  '/contracts/openapi/*.ts': 'npm:ajv node:module',
  '/contracts/openapi/generated': '/contracts/openapi/*.ts',
  '/contracts/openapi/tools': '/contracts/openapi/*.ts npm:{openapi-typescript,yaml} node:{fs,path}',
  '/contracts/behaviours': 'npm:fastest-levenshtein',
  '/contracts/profiles': '/contracts/behaviours',
  '/contracts/control/generated': '/contracts/openapi/*.ts',
  '/contracts/control/*.ts': '/contracts/control/generated',
  '/contracts/kit/session': `/contracts/kit/{case,target} /contracts/openapi/{*.ts,generated}
    npm:{openapi-fetch,undici} node:{module,timers/promises}`,
  '/contracts/kit/target': '/contracts/kit/session /contracts/{behaviours,control} npm:openapi-fetch',
  '/contracts/kit/case': '/contracts/kit/{session,target} /contracts/{behaviours,control} npm:{@vitest/expect,chai}',
  '/contracts/kit/safety': `/contracts/kit/{session,target,case} /contracts/openapi/*.ts
    node:{fs,os,path,timers/promises}`,
  '/contracts/kit/record': '/contracts/kit/session /contracts/control node:net',
  '/contracts/kit/report': '/contracts/kit/{session,case} /contracts/profiles node:util',
  '/contracts/suite': '/contracts/kit/{session,target,case} /contracts/{behaviours,control,openapi/*.ts}',

  'engine/language': '',
  'engine/time': '',
  'engine/world': 'engine/{language,time} /contracts/{behaviours,openapi/generated}',
  'engine/task': 'engine/{language,time,world} /contracts/behaviours',
  'engine/placement': 'engine/{language,world} /contracts/behaviours',
  'engine/query': `engine/{language,time,world} /contracts/behaviours
    /contracts/openapi/{derive,fields,once-per,schema}.ts npm:fastest-levenshtein`,
  'engine/vm': 'engine/{language,time,world,task,placement} /contracts/behaviours',
  'engine/host': 'engine/{language,time,world,task,vm}',
  'engine/maintenance': 'engine/{language,time,world,task,placement,vm} /contracts/behaviours',
  'engine/fault': 'engine/{language,time,world,task,vm} /contracts/{control,openapi}/generated',
  'engine/journal': 'engine/{time,world,task} /contracts/control/generated',
  'engine/jobs.ts': 'engine/{world,task,vm,host,maintenance} /contracts/behaviours',
  '/src/fixtures': 'engine/{time,world} /contracts/{control,openapi/{*.ts,generated}} npm:{@faker-js/faker,yaml}',

  worlds: `engine /src/fixtures /contracts/{behaviours,{control,openapi}/generated,openapi/*.ts}
    npm:fastest-levenshtein node:{crypto,fs,fs/promises,path,timers/promises}`,
  http: 'engine/{language,query,world} /contracts/openapi/*.ts',
  api: `engine http worlds/{faults,simulation,tokens,view,worlds}.ts
    /contracts/{behaviours,openapi/{*.ts,generated}} npm:{hono,fastest-levenshtein}`,
  control: `engine http worlds fidelity.ts /src/fixtures /contracts/{behaviours,profiles,control/generated,openapi/*.ts}
    npm:hono node:{crypto,stream/web}`,
  'fidelity.ts': 'engine/{maintenance,placement} /contracts/{behaviours,profiles,control/generated,openapi/*.ts}',
  'app.ts': 'engine/language http worlds api control',
  'listen.ts': 'app.ts api engine/language npm:@hono/node-server node:{http,net,stream}',
  'defaults.ts': '',
  'fake.ts': `engine worlds api control app.ts defaults.ts listen.ts fidelity.ts /src/fixtures
    /contracts/{behaviours,profiles,openapi/{*.ts,generated}}`,
  '/src/index.ts': 'engine worlds fake.ts listen.ts /src/fixtures /contracts/{behaviours,profiles,openapi/*.ts}',

  '/src/cli/*.ts': `/package.json /src/cli/{contract,journal,serve} fidelity.ts engine/time
    /contracts/{behaviours,profiles,openapi/*.ts,openapi/generated} npm:{fastest-levenshtein,yaml}
    node:{events,fs,module,timers/promises,util}`,
  '/src/cli/serve': `/src/cli/*.ts defaults.ts fake.ts listen.ts worlds http control engine/{fault,time,world}
    /src/fixtures /contracts/{behaviours,profiles,control/generated,openapi/*.ts}`,
  '/src/cli/contract': '/src/cli/*.ts defaults.ts fake.ts /contracts/{kit,suite} npm:yaml node:{fs,util}',
  '/src/cli/journal': `/src/cli/*.ts worlds http control engine/journal /contracts/control/generated
    npm:eventsource-parser node:util`,
  '/bench': '/src/index.ts npm:{@hono/node-server,autocannon,hono} node:{child_process,events,readline,url}',
};
/** Rooms that may import everything; nobody may import them. */
const OUTSIDE = ['/test', '/*.ts', '/*.mjs'];

/** Returns each name that a row means: `a/{b,c}` is `a/b` and `a/c`. */
function expand(name) {
  const [, before, choices, after] = /^(.*)\{([^{}]*)\}(.*)$/.exec(name) ?? [];
  return choices?.split(',').flatMap((choice) => expand(before + choice + after)) ?? [name];
}

function pattern(name) {
  const [, kind, path] = /^(npm:|node:|\/|)(.*)$/.exec(name);
  const regex = path.replaceAll('.', '\\.').replaceAll('*', '[^/]+');
  if (kind === 'npm:') return `(^|/)node_modules/${regex}/`;
  if (kind === 'node:') return `^${regex}$`;
  return `^${kind === '' ? 'src/server/' : ''}${regex}(/|$)`;
}

/** @type {import('dependency-cruiser').IConfiguration} */
export default {
  forbidden: [
    ...Object.entries(ROOMS).map(([room, others]) => ({
      name: `imports of ${room}`,
      comment: `It may import ${others.replace(/\s+/g, ' ') || 'nothing'}.`,
      severity: 'error',
      from: { path: pattern(room) },
      to: { pathNot: [room, ...others.split(/\s+/).filter(Boolean).flatMap(expand)].map(pattern) },
    })),
    ...[{}, { orphan: true }].map((which) => ({
      name: 'every file is in a room',
      severity: 'error',
      from: { ...which, pathNot: [...Object.keys(ROOMS), ...OUTSIDE].map(pattern) },
      to: {},
    })),
    { name: 'no cycles', severity: 'error', from: {}, to: { circular: true } },
  ],
  options: {
    tsPreCompilationDeps: true,
    detectProcessBuiltinModuleCalls: true,
    doNotFollow: { path: '(^|/)(node_modules|dist|coverage)/' },
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['types', 'import', 'node', 'default'] },
  },
};
