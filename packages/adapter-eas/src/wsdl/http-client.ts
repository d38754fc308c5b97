import { loadXml } from '@piaozone/core/adapter';
import type { SoapAnswer } from '../soap/client.js';
import { checkEnvelope, withSession } from './envelope.js';

type Callback = (error: unknown, response?: { status: number; headers: object }, body?: string) => unknown;

/** One call on its way through npm `soap`, told apart by the options object that travels with it. */
export interface CourseOfCall {
  exchange(write: (sessionId: string | undefined) => Buffer): Promise<SoapAnswer>;
  /** Told of the answer before the library reads it. */
  answered(answer: SoapAnswer): void;
  failed(error: unknown): void;
}

/**
 * What npm `soap` takes as its `httpClient`: documents and calls go over the SDK's transport, so that its proxy, caps, cookies, deadlines and redaction hold.
 * The library's own HTTP stack never runs.
 */
export class SoapHttpClient {
  readonly #document: (url: string) => Promise<string>;
  readonly #calls = new WeakMap<object, CourseOfCall>();
  readonly #broken: (error: unknown) => void;

  /**
   * @param document fetches a WSDL or what it includes
   * @param broken told when the library itself throws while it reads a document
   */
  constructor(document: (url: string) => Promise<string>, broken: (error: unknown) => void) {
    this.#document = document;
    this.#broken = broken;
  }

  /** @returns the options to call the library with */
  expect(course: CourseOfCall): object {
    const options = {};
    this.#calls.set(options, course);
    return options;
  }

  request(url: string, data: unknown, callback: Callback, _headers?: unknown, options?: unknown): Promise<never> {
    const course = typeof options === 'object' && options !== null ? this.#calls.get(options) : undefined;
    void (course === undefined ? this.#read(url, callback) : this.#call(String(data), callback, course));
    // Nobody in the library looks at it.
    return new Promise(() => {});
  }

  async #read(url: string, callback: Callback): Promise<void> {
    try {
      const text = await this.#document(url);
      callback(null, { status: 200, headers: {} }, text);
    } catch (error) {
      this.#broken(error);
    }
  }

  async #call(envelope: string, callback: Callback, course: CourseOfCall): Promise<void> {
    try {
      checkEnvelope(envelope, await loadXml());
      const answer = await course.exchange((sessionId) => withSession(envelope, sessionId));
      course.answered(answer);
      callback(null, { status: 200, headers: {} }, answer.body.toString('utf8'));
    } catch (error) {
      course.failed(error);
    }
  }
}
