// The console's way to the HTTP API; see /openapi.json.
import { parse } from './exact.js';

/** Longer questions are posted: a URI holds no more with all servers between. */
const LONGEST = 4000;

async function json(path, options) {
  const response = await fetch(path, options);
  const body = parse(await response.text());
  if (!response.ok) {
    throw new Error(`${body.code ?? response.status} ${body.detail ?? body.title ?? response.statusText}`);
  }
  return body;
}

export const catalogue = () => json('/v1/aggregations');
export const status = () => json('/v1/status');
export const groups = (aggregation) => json(`/v1/aggregations/${encodeURIComponent(aggregation)}/groups?limit=500`);
export const first = (aggregation, metric) =>
  json(`/v1/aggregations/${encodeURIComponent(aggregation)}/top?n=1&by=${encodeURIComponent(metric)}`);
export const runs = () => json('/v1/runs?limit=200');
export const steerScheduler = (order) => json(`/v1/scheduler/${order}`, { method: 'POST' });

/** Follows one series; returns what ends it. */
export function follow(question, listener) {
  const words = new URLSearchParams(question).toString();
  const take = (name, data) => listener[name]?.(parse(data));
  if (words.length > LONGEST) {
    return followPosted(question, listener, take);
  }
  const source = new EventSource(`/v1/live?${words}`);
  ['series', 'status', 'flip', 'problem'].forEach((name) =>
    source.addEventListener(name, (event) => take(name, event.data)));
  source.onopen = () => listener.connected(true);
  source.onerror = () => listener.connected(false);
  return () => source.close();
}

/** The same of a question that no URI holds, and so no EventSource. */
function followPosted(question, listener, take) {
  const end = new AbortController();
  const literal = Object.fromEntries(Object.entries(question).map(([name, value]) => [name, posted(value)]));
  const body = JSON.stringify(literal);
  const attempt = async () => {
    try {
      const response = await fetch('/v1/live', {
        method: 'POST', headers: { 'Content-Type': 'application/json' }, body, signal: end.signal,
      });
      if (!response.ok) {
        listener.problem(parse(await response.text()));
        return;
      }
      listener.connected(true);
      await events(response.body.pipeThrough(new TextDecoderStream()).getReader(), take);
    } catch {
      // It is tried again below, unless it was ended.
    }
    if (!end.signal.aborted) {
      listener.connected(false);
      setTimeout(attempt, 3000);
    }
  };
  attempt();
  return () => end.abort();
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
