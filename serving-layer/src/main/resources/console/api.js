// The console's way to the HTTP API; see /openapi.json.

async function json(path, options) {
  const response = await fetch(path, options);
  const body = await response.json();
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
  const source = new EventSource(`/v1/live?${new URLSearchParams(question)}`);
  const on = (name) => source.addEventListener(name, (event) => listener[name](JSON.parse(event.data)));
  ['series', 'status', 'flip', 'problem'].forEach(on);
  source.onopen = () => listener.connected(true);
  source.onerror = () => listener.connected(false);
  return () => source.close();
}
