/**
 * The table that gives each error its answer in the control API.
 * @module
 */
import { message } from '../engine/language/message.ts';
import { BadRequest } from '../http/bad-request.ts';
import { ControlRefusal, type ControlRefusalKind } from '../worlds/control-refusal.ts';

const STATUSES: Readonly<Record<ControlRefusalKind, number>> = {
  invalid: 400,
  unknown: 404,
  conflict: 409,
  full: 503,
};

/** Paths longer than this are cut in answers. */
const PATH_LIMIT = 200;

/** Returns the answer to an error. `path` is the path of the request. */
export function toErrorAnswer(error: unknown, path: string): Response {
  const status = statusOf(error);
  const words = isRefusal(error) ? error.message : message('request.defect')['en-US'];
  const headers = error instanceof BadRequest ? error.headers : {};
  return Response.json(
    { message: words, status, path: path.slice(0, PATH_LIMIT) },
    { status, headers: { 'content-type': 'application/json; charset=utf-8', ...headers } },
  );
}

/** Whether the control API refuses the request by this error. Any other error is a fault of this program. */
export function isRefusal(error: unknown): error is ControlRefusal | BadRequest {
  return error instanceof ControlRefusal || error instanceof BadRequest;
}

function statusOf(error: unknown): number {
  if (error instanceof ControlRefusal) return STATUSES[error.kind];
  return error instanceof BadRequest ? error.status : 500;
}
