/**
 * What --help prints.
 * @module
 */
import { API_VERSIONS } from '../../contracts/openapi/version.ts';
import { SCENARIOS } from '../fixtures/scenarios/index.ts';
import { SERVE_DEFAULTS } from './options.ts';

export const USAGE = `Usage: cloudtower-fake [serve] [options]
       cloudtower-fake fidelity

serve (the default) runs a fake CloudTower until it is interrupted. fidelity prints what is simulated, and how
well each part is known. Options of serve, with their defaults:

  --port N          port to listen on; 0 takes a free one (${SERVE_DEFAULTS.port})
  --host ADDRESS    address to listen on (${SERVE_DEFAULTS.host})
  --scenario NAME|FILE
                    starting inventory: ${Object.keys(SCENARIOS).join(', ')}, or a YAML or JSON file (${SERVE_DEFAULTS.scenario})
  --clusters N      instead of a scenario: a generated one with so many clusters (1),
  --hosts N         so many hosts in each cluster (4),
  --vms N           and so many VMs in each cluster (24)
  --seed TEXT       all chance comes from it: the same seed gives the same world (${SERVE_DEFAULTS.seed})
  --speed N         virtual time runs N times as fast as the wall's (${SERVE_DEFAULTS.speed})
  --api-version V   the API to serve: ${API_VERSIONS.map((v) => v.replace(/\.0$/, '')).join(', ')} (${SERVE_DEFAULTS['api-version']})
  --user NAME       login name (${SERVE_DEFAULTS.user})
  --password TEXT   its password (${SERVE_DEFAULTS.password})
  --token TEXT      an API token that works without login (${SERVE_DEFAULTS.token})
  --log WHAT        off, tasks (each task's start and end), or requests (those too) (${SERVE_DEFAULTS.log})
  --version         print the version
  --help            print this`;
