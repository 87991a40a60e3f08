/**
 * All cases, in the order in which they run: those that change least come first.
 * @module
 */
import { type Case, collect } from '../kit/case/case.ts';
import { causeCases } from './causes.cases.ts';
import { changeCases } from './change.cases.ts';
import { enterCases } from './enter.cases.ts';
import { errorCases } from './errors.cases.ts';
import { exitCases } from './exit.cases.ts';
import { exitCheckCases } from './exit-check.cases.ts';
import { hostCases } from './hosts.cases.ts';
import { languageCases } from './language.cases.ts';
import { loginCases } from './login.cases.ts';
import { pageCases } from './pages.cases.ts';
import { precheckCases } from './precheck.cases.ts';
import { PROBES } from './probes/index.ts';
import { queryCases } from './query.cases.ts';
import { refusalCases } from './refusals.cases.ts';
import { taskCases } from './tasks.cases.ts';
import { versionCases } from './versions.cases.ts';
import { vmCases } from './vms.cases.ts';
import { wireCases } from './wire.cases.ts';

export const GROUPS: Readonly<Record<string, readonly Case[]>> = {
  login: loginCases,
  wire: wireCases,
  versions: versionCases,
  errors: errorCases,
  query: queryCases,
  pages: pageCases,
  language: languageCases,
  tasks: taskCases,
  precheck: precheckCases,
  causes: causeCases,
  enter: enterCases,
  'exit check': exitCheckCases,
  exit: exitCases,
  changes: changeCases,
  refusals: refusalCases,
  VMs: vmCases,
  hosts: hostCases,
  probes: PROBES,
};

export const CASES: readonly Case[] = collect(GROUPS);
