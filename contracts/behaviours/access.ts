/**
 * Login and tokens. 401 and 403 are declared nowhere in CloudTower's API.
 * @module
 */
import type { Behaviours } from './row.ts';

export const ACCESS = {
  'token.missing': {
    question: 'Which status does a request without a token get?',
    choices: { '401': '401.', '403': '403.', '400': '400.', '500': '500.' },
    default: '401',
    evidence: 'assumed',
    source: 'Two known consumers log in again on 401, one of them on 403 too.',
  },
  'token.unknown': {
    question: 'Which status does a request with a token get that the server does not know?',
    choices: { '401': '401.', '403': '403.', '400': '400.', '500': '500.' },
    default: '401',
    evidence: 'assumed',
    source: 'Two known consumers log in again on 401, one of them on 403 too.',
  },
  'token.expired': {
    question: 'Which status does a request with an expired token get?',
    choices: { '401': '401.', '403': '403.', '400': '400.', '500': '500.' },
    default: '401',
    evidence: 'assumed',
    source: 'As for an unknown one. Shows with token.life: one-hour.',
  },
  'token.life': {
    question: 'How long is a token of login good?',
    choices: {
      forever: 'For ever.',
      'one-hour': 'An hour of virtual time. The static API token stays good.',
    },
    default: 'forever',
    evidence: 'documented',
    source: "The vendor's prose: tokens do not expire. The web UI has a setting for a session timeout.",
  },
  'token.scheme': {
    question: 'How may the Authorization header hold the token?',
    choices: {
      'bare-or-bearer': 'By itself, or after Bearer.',
      bare: 'By itself only; with Bearer before it, it is unknown.',
    },
    default: 'bare-or-bearer',
    evidence: 'assumed',
    source: "The official SDKs send it bare, the vendor's Terraform provider sends Bearer.",
  },
  'unknown-path.without-token': {
    question: 'What does a request without a token get whose path or method does not exist?',
    choices: {
      'not-found': '404 for the path, 405 for the method, not-simulated.status for what is not simulated.',
      'token-first': 'The status of a missing token.',
    },
    default: 'not-found',
    evidence: 'assumed',
    source: 'Routing comes before authentication in most servers.',
  },
  'unknown-path.body': {
    question: 'What body has the 404 of a path that does not exist?',
    choices: {
      'error-body': 'An ErrorBody, like every other error.',
      text: 'Plain text, no ErrorBody.',
    },
    default: 'error-body',
    evidence: 'assumed',
    source:
      'The more useful one: every SDK shows its message. The watcher of the official Go SDK calls an operation unsupported only on a 404 without an ErrorBody, so a real server probably answers something else than JSON.',
  },
  'login.refused': {
    question: 'Which status does a login with a wrong password get?',
    choices: { '400': '400.', '401': '401.', '403': '403.', '500': '500.' },
    default: '400',
    evidence: 'assumed',
    source: 'The operation declares 400, 404 and 500; 401 is declared nowhere in the API.',
  },
  'login.unknown-user': {
    question: 'What does a login with an unknown user get?',
    choices: {
      'as-wrong-password': 'The same as with a wrong password.',
      'not-found': '404 with USER_NOT_FOUND.',
    },
    default: 'as-wrong-password',
    evidence: 'assumed',
    source:
      'The web UI knows LOGIN_FAILED, USER_NOT_FOUND and USER_PASSWORD_INCORRECT; which one login gives is unknown.',
  },
} as const satisfies Behaviours;
