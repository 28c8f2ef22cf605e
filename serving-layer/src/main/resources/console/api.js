// The console's way to the HTTP API; see /openapi.json.
import { parse } from './exact.js';

/** Longer questions are posted: a URI holds no more with all servers between. */
const LONGEST = 4000;

/** Nobody knows who asks, or does any more: the page has to ask. */
export class SignInNeeded extends Error {}

/** Kept for as long as the tab is open, and sent to this node alone: no cookie, which other sites could make use of. */
const KEPT = 'tidemark.authorization';
let authorization = sessionStorage.getItem(KEPT);
let whenNeeded = () => {};

export const isSignedIn = () => authorization !== null;
export const onSignInNeeded = (listener) => { whenNeeded = listener; };

const base64 = (text) => btoa(String.fromCodePoint(...new TextEncoder().encode(text)));

/** With a token, or a user and a password; throws if nobody knows them. */
export async function signIn({ token, user, password }) {
  authorization = token ? `Bearer ${token}` : `Basic ${base64(`${user}:${password}`)}`;
  try {
    await catalogue();
    sessionStorage.setItem(KEPT, authorization);
  } catch (fault) {
    signOut();
    throw fault;
  }
}

export function signOut() {
  authorization = null;
  sessionStorage.removeItem(KEPT);
}

async function ask(path, options = {}) {
  const headers = new Headers(options.headers);
  if (authorization) {
    headers.set('Authorization', authorization);
  }
  const response = await fetch(path, { ...options, headers, cache: 'no-store' });
  if (response.status === 401) {
    const needed = new SignInNeeded(said(await response.json().catch(() => ({})), response));
    whenNeeded(needed);
    throw needed;
  }
  return response;
}

const said = (body, response) =>
  `${body.code ?? response.status} ${body.detail ?? body.title ?? response.statusText}`;

async function json(path, options) {
  const response = await ask(path, options);
  const body = parse(await response.text());
  if (!response.ok) {
    throw Object.assign(new Error(said(body, response)), { status: response.status });
  }
  return body;
}

/** What not everybody may see: null for who may not. */
async function jsonIfAllowed(path) {
  try {
    return await json(path);
  } catch (fault) {
    if (fault.status === 403) {
      return null;
    }
    throw fault;
  }
}

export const catalogue = () => json('/v1/aggregations');
export const status = () => jsonIfAllowed('/v1/status');
export const groups = (aggregation) => json(`/v1/aggregations/${encodeURIComponent(aggregation)}/groups?limit=500`);
export const first = (aggregation, metric) =>
  json(`/v1/aggregations/${encodeURIComponent(aggregation)}/top?n=1&by=${encodeURIComponent(metric)}`);
export const runs = () => jsonIfAllowed('/v1/runs?limit=200');
export const steerScheduler = (order) => json(`/v1/scheduler/${order}`, { method: 'POST' });

/** What somebody has seen is of another log than what this node reads, or of another version's making. */
const FORGOTTEN = ['TM-HTTP-035', 'TM-HTTP-036'];

/**
 * Follows one series; returns what ends it. Whichever node answers when the connection was lost, it tells nothing older. A
 * browser's own EventSource could not say who asks.
 */
export function follow(question, listener) {
  const end = new AbortController();
  let seen = {};
  const remembering = { ...listener, series: (series) => {
    seen = { minAsOf: series.asOfToken };
    listener.series(series);
  } };
  const goOn = async () => {
    while (!end.signal.aborted) {
      const forget = () => { seen = {}; };
      if (await followOnce({ ...question, ...seen }, remembering, end.signal, forget)) {
        return;
      }
      listener.connection('lost');
      await new Promise((resolve) => setTimeout(resolve, 1000));
    }
  };
  goOn();
  return () => end.abort();
}

/** Whether it is of no use to try again. */
async function followOnce(question, listener, signal, forget) {
  try {
    const response = await ask(...live(question, signal));
    if (!response.ok) {
      const problem = parse(await response.text());
      const isForgotten = FORGOTTEN.includes(problem.code) && 'minAsOf' in question;
      if (isForgotten) {
        forget();
      }
      const isFinal = !isForgotten && response.status < 500 && response.status !== 429;
      listener.connection(isFinal ? 'refused' : 'lost');
      listener.problem(problem);
      return isFinal;
    }
    listener.connection('live');
    const take = (name, data) => {
      const told = parse(data);
      if (name === 'problem' && FORGOTTEN.includes(told.code)) {
        forget();
      }
      listener[name]?.(told);
    };
    await events(response.body.pipeThrough(new TextDecoderStream()).getReader(), take);
    return false;
  } catch (fault) {
    return signal.aborted || fault instanceof SignInNeeded;
  }
}

/** How a question is followed; posted, if no URI holds it. */
function live(question, signal) {
  const words = new URLSearchParams(question).toString();
  if (words.length <= LONGEST) {
    return [`/v1/live?${words}`, { signal }];
  }
  const literal = Object.fromEntries(Object.entries(question).map(([name, value]) => [name, posted(value)]));
  const headers = { 'Content-Type': 'application/json' };
  return ['/v1/live', { method: 'POST', headers, body: JSON.stringify(literal), signal }];
}

/** In a body a text is itself, and null is null. */
const posted = (value) => (value === '\0' ? null : /^\0+$/.test(value) ? value.slice(1) : value);

async function events(reader, take) {
  let text = '';
  for (let piece = await reader.read(); !piece.done; piece = await reader.read()) {
    const whole = (text + piece.value).split('\n\n');
    text = whole.pop();
    whole.forEach((event) => {
      const field = (name) => event.split('\n').filter((line) => line.startsWith(`${name}: `)).map((line) => line.slice(name.length + 2)).join('\n');
      if (field('event')) {
        take(field('event'), field('data'));
      }
    });
  }
}
