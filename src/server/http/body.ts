/**
 * From the bytes of a request to JSON, within limits: 1 MiB, 100 levels deep.
 * @module
 */
import { message } from '../engine/language/message.ts';
import type { Text } from '../engine/language/text.ts';
import { BadRequest } from './bad-request.ts';

/** Bytes. */
export const BODY_LIMIT = 1024 * 1024;

const DEPTH_LIMIT = 100;

/** The parsed body, of `limit` bytes at most; undefined when there is none. Throws BadRequest for what is not JSON in UTF-8, too large, or too deep. */
export async function readJson(request: Request, limit: number = BODY_LIMIT): Promise<unknown> {
  const bytes = await readBytes(request, limit);
  if (bytes.byteLength === 0) return undefined;
  assertIsJson(request.headers);
  const text = decode(bytes);
  if (text.trim() === '') return undefined;
  assertIsShallow(text);
  return parse(text);
}

async function readBytes(request: Request, limit: number): Promise<Uint8Array> {
  const length = request.headers.get('content-length');
  if (Number(length ?? 0) > limit) throw new BadRequest(413, tooLarge(limit));
  try {
    // With a declared length the adapter reads the socket straight, which is several times as fast as the stream.
    const bytes =
      length === null ? await readStream(request, limit) : new Uint8Array(await request.arrayBuffer());
    if (bytes.byteLength > limit) throw new BadRequest(413, tooLarge(limit));
    return bytes;
  } catch (error) {
    if (error instanceof BadRequest) throw error;
    throw new BadRequest(400, message('body.torn'));
  }
}

async function readStream({ body }: Request, limit: number): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  if (body === null) return new Uint8Array();
  for await (const chunk of body) {
    size += chunk.byteLength;
    // What is left of the body is not read, and nothing tells its end: nothing can follow on this connection.
    if (size > limit) throw new BadRequest(413, tooLarge(limit), { connection: 'close' });
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

function tooLarge(bytes: number): Text {
  return message('body.too-large', { bytes });
}

function assertIsJson(headers: Headers): void {
  const encoding = headers.get('content-encoding') ?? 'identity';
  if (encoding.toLowerCase() !== 'identity') {
    throw new BadRequest(415, message('body.encoded', { encoding }));
  }
  const type = headers.get('content-type');
  if (type !== null && JSON_TYPE.test(type.trim())) return;
  throw new BadRequest(415, message('body.wrong-type', { type: type ?? message('body.no-type') }));
}

const JSON_TYPE = /^application\/json\s*(;\s*charset="?utf-?8"?\s*)?;?$/i;

const UTF8 = new TextDecoder('utf-8', { fatal: true });

function decode(bytes: Uint8Array): string {
  try {
    return UTF8.decode(bytes);
  } catch {
    throw new BadRequest(400, message('body.not-utf8'));
  }
}

/** Counts brackets outside of strings, so that nothing after it has to fear for its stack. */
function assertIsShallow(text: string): void {
  if (text.length <= DEPTH_LIMIT) return;
  let depth = 0;
  let inString = false;
  for (let i = 0; i < text.length; i += 1) {
    const code = text.charCodeAt(i);
    if (code === BACKSLASH && inString) i += 1;
    else if (code === QUOTE) inString = !inString;
    else if (!inString && (code === BRACE || code === BRACKET)) depth += 1;
    else if (!inString && (code === BRACE + 2 || code === BRACKET + 2)) depth -= 1;
    if (depth > DEPTH_LIMIT) throw new BadRequest(400, message('body.too-deep', { levels: DEPTH_LIMIT }));
  }
}

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
/** The closing brace and bracket are each two code points further. */
const BRACE = 0x7b;
const BRACKET = 0x5b;

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    const detail = error instanceof Error ? error.message.slice(0, 200) : '';
    throw new BadRequest(400, message('body.not-json', { detail }));
  }
}
