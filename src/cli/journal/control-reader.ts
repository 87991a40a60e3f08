/**
 * Reads from the control API of a running fake. It checks the answers, because the URL may lead elsewhere.
 * @module
 */
import { EventSourceParserStream } from 'eventsource-parser/stream';
import { controlApi } from '../../../contracts/control/generated/document.ts';
import type { ControlSchemas } from '../../server/control/call.ts';
import type { Entry } from '../../server/engine/journal/journal.ts';
import { BadRequest } from '../../server/http/bad-request.ts';
import { createPayloads } from '../../server/http/payload.ts';
import { UsageError } from '../values.ts';

interface Endpoint {
  /** The base URL of a world's control API. */
  readonly control: string;
  readonly token?: string;
}

export class ControlReader {
  readonly #endpoint: Endpoint;
  readonly #signal: AbortSignal;
  readonly #payloads = createPayloads<ControlSchemas>(controlApi);

  constructor(endpoint: Endpoint, signal: AbortSignal) {
    this.#endpoint = endpoint;
    this.#signal = signal;
  }

  /** Returns the data at a path. Rejects with UsageError if it cannot be read or does not match its schema. */
  async get<Name extends keyof ControlSchemas>(path: string, name: Name): Promise<ControlSchemas[Name]> {
    const text = await (await this.#request(path)).text();
    return this.#parse(name, text);
  }

  /** Yields the journal entries after an id as they are written, until the signal is aborted or the fake ends the stream. */
  async *follow(after: number): AsyncGenerator<Entry> {
    const { body } = await this.#request('/events', { 'last-event-id': String(after) });
    const frames = body?.pipeThrough(new TextDecoderStream()).pipeThrough(new EventSourceParserStream());
    try {
      for await (const { event, data } of frames ?? [])
        yield event === 'request'
          ? { type: 'request', entry: this.#parse('JournalRequest', data) }
          : { type: 'event', entry: this.#parse('JournalEvent', data) };
    } catch (error) {
      // Fetch reports an interrupted stream as a TypeError: the fake has stopped.
      if (!this.#signal.aborted && !(error instanceof TypeError)) throw error;
    }
  }

  async #request(path: string, headers: Readonly<Record<string, string>> = {}): Promise<Response> {
    const { control, token } = this.#endpoint;
    const credentials = token === undefined ? {} : { 'x-control-token': token };
    const url = control + path;
    let answer: Response;
    try {
      answer = await fetch(url, { headers: { ...headers, ...credentials }, signal: this.#signal });
    } catch (error) {
      throw new UsageError(`${control} cannot be reached: ${whyOf(error)}`);
    }
    if (answer.ok) return answer;
    throw new UsageError(`${control} answers ${answer.status}: ${messageOf(await answer.text())}`);
  }

  #parse<Name extends keyof ControlSchemas>(name: Name, text: string): ControlSchemas[Name] {
    try {
      const data: unknown = JSON.parse(text);
      return this.#payloads.parse(name, data);
    } catch (error) {
      if (!(error instanceof BadRequest) && !(error instanceof SyntaxError)) throw error;
      throw new UsageError(`${this.#endpoint.control} does not answer as a fake does: ${error.message}`);
    }
  }
}

function whyOf(error: unknown): string {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  if (!(cause instanceof Error)) return String(cause);
  return 'code' in cause ? String(cause.code) : cause.message;
}

/** Returns the message in an error's JSON, or the start of another text. */
function messageOf(text: string): string {
  try {
    const { message }: { message?: unknown } = JSON.parse(text);
    if (typeof message === 'string') return message;
  } catch {
    // Not JSON: falls through to the text itself.
  }
  return text.slice(0, 200).replaceAll(/\s+/g, ' ');
}
