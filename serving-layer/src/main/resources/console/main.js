// The console: pick a series, watch it merge.
import * as api from './api.js';
import { Chart } from './chart.js';
import { asked as askedFor, shown } from './exact.js';
import { partitionName, partitionsOf, showDue, showLog, showRuns, showState } from './panels.js';

const find = (id) => document.getElementById(id);
const chart = new Chart(find('chart'));
const whole = new Intl.NumberFormat('en');
/** The types of metrics that can be drawn. */
const NUMBERS = ['long', 'double', 'decimal'];

/** What is said of how a series is followed. */
const CONNECTION = { live: 'live', lost: 'connection lost, trying again', refused: 'refused' };

let aggregations = [];
let endFollowing = () => {};
let refreshing = 0;
let proof = null;
let status = null;

const chosen = () => aggregations.find((a) => a.name === find('aggregation').value);

function option(value, text = value) {
  const made = document.createElement('option');
  made.value = value;
  made.textContent = text;
  return made;
}

/** Tells of a failure; whether to try again. Who has to sign in is asked to. */
function failed(fault) {
  if (fault instanceof api.SignInNeeded) {
    return false;
  }
  problem(String(fault.message ?? fault));
  return true;
}

function problem(text) {
  find('problem').textContent = text;
  find('problem').hidden = !text;
}

/** Offers the aggregation's metrics, and a field to pick each group value, filled with the group that leads. */
async function offer() {
  const aggregation = chosen();
  find('metric').replaceChildren(
    ...aggregation.metrics.filter((m) => NUMBERS.includes(m.type)).map((m) => option(m.name)),
  );
  offerSessions(Boolean(aggregation.sessions));
  const fields = aggregation.groups.map((group) => {
    const label = document.createElement('label');
    const input = document.createElement('input');
    const list = document.createElement('datalist');
    list.id = `values-${group.name}`;
    input.name = group.name;
    input.setAttribute('list', list.id);
    input.addEventListener('change', follow);
    label.append(group.name, input, list);
    return { input, list };
  });
  find('groups').replaceChildren(...fields.map((field) => field.input.parentElement));
  const known = fields.length > 0 ? (await api.groups(aggregation.name)).groups.map(values) : [];
  const leader = known.length > 0 ? await leading(aggregation) : [];
  fields.forEach(({ input, list }, i) => {
    const texts = [...new Set(known.map((group) => shown(Object.values(group)[i])))];
    list.replaceChildren(...texts.map((text) => option(text)));
    input.value = leader.length > 0 ? shown(leader[i]) : '';
  });
  if (fields.length > 0 && known.length === 0) {
    setTimeout(() => chosen() === aggregation && start(), 1000);
  }
}

const values = (listed) => listed.group;

/** Sessions are a window of those aggregations alone that have them. */
function offerSessions(has) {
  const window = find('window');
  const offered = [...window.options].find((each) => each.value === 'session');
  if (has && !offered) {
    window.append(option('session'));
  } else if (!has && offered) {
    offered.remove();
  }
}

/** The values of the group that is first by the metric that is shown. */
async function leading(aggregation) {
  const rows = (await api.first(aggregation.name, find('metric').value)).rows;
  return rows.length > 0 ? Object.values(rows[0].group) : [];
}

/** Windows that do not follow one another. */
const WITHOUT_TOTAL = ['all', 'session'];

function question() {
  const asked = { aggregation: chosen().name, window: find('window').value, order: 'latest' };
  if (!asked.window || asked.window === 'tile') {
    delete asked.window;
  }
  if (find('total').checked && !WITHOUT_TOTAL.includes(find('window').value)) {
    asked.runningTotal = true;
  }
  find('groups').querySelectorAll('input').forEach((input) => {
    asked[input.name] = askedFor(input.value);
  });
  asked.metrics = find('metric').value;
  return asked;
}

function follow() {
  endFollowing();
  problem('');
  const metric = find('metric').value;
  const groups = [...find('groups').querySelectorAll('input')].map((input) => input.value);
  find('title').textContent = [metric, ...groups].join(' · ');
  chart.begin(metric);
  endFollowing = api.follow(question(), {
    connection: (state) => {
      find('connection').dataset.state = state;
      find('connection').textContent = CONNECTION[state];
    },
    series: (event) => {
      problem('');
      proof = event;
      chart.take(event.rows, event.reset);
      showProof();
    },
    status: () => refresh(),
    flip: () => refresh(),
    problem: (event) => problem(`${event.code} ${event.detail ?? event.title}`),
  });
}

const offsets = (vector) => partitionsOf(vector).map((p) => `${partitionName(p)}:${whole.format(p.offset)}`).join(' ');

/** Each log that was read before and is no more: its records count too. */
function endedLogs(answer) {
  return (answer.endedLogs ?? []).map((log) =>
    `counted too: the log before, topic id ${log.topicId} of cluster ${log.clusterId}, as of ${offsets(log.asOf)}`);
}

/** Each thing that an answer does not know, with what is to be done about it. */
function unknowns(answer) {
  return [
    ...answer.missing.map((part) =>
      `missing: ${part.partition === null ? `all partitions${part.topic === null ? '' : ` of ${part.topic}`}` : partitionName(part)}: ${part.reason}; ${part.mend}`),
    ...answer.gaps.map((gap) =>
      `lost: ${partitionName(gap)} from offset ${gap.first} to ${gap.end}: ${gap.reason}; ${gap.mend}`),
    ...(answer.leftOut ?? []).map((window) => `left out: ${window.reason}`),
    ...(answer.expired ? [`expired: what is before ${answer.expired.to} is no longer kept`] : []),
  ];
}

function showProof() {
  const line = [
    `manifest ${proof.manifest}`,
    proof.complete ? 'complete' : 'NOT COMPLETE',
    `as of ${offsets(proof.asOf)}`,
    `definition ${proof.fingerprint}`,
  ].join(' · ');
  find('proof').replaceChildren(
    ...[line, ...endedLogs(proof), ...unknowns(proof)].map((text) => {
      const made = document.createElement('div');
      made.textContent = text;
      return made;
    }),
  );
  showLog(find('log'), proof, status?.realtime ?? []);
}

async function refresh() {
  try {
    status = await api.status();
    find('health').hidden = find('latest').hidden = !status;
    if (!status) {
      return;
    }
    showState(find('state'), status);
    showRuns(find('runs'), (await api.runs()).runs);
    showDue(find('due'), status.scheduler);
    const paused = status.scheduler?.paused;
    find('pause').hidden = paused === undefined;
    find('pause').textContent = paused ? 'resume' : 'pause';
    if (proof) {
      showLog(find('log'), proof, status.realtime);
    }
  } catch (fault) {
    failed(fault);
  }
}

async function start() {
  try {
    await offer();
    follow();
  } catch (fault) {
    if (failed(fault)) {
      setTimeout(start, 2000);
    }
  }
}

find('aggregation').addEventListener('change', start);
find('metric').addEventListener('change', follow);
find('window').addEventListener('change', follow);
find('total').addEventListener('change', follow);
find('question').addEventListener('submit', (event) => {
  event.preventDefault();
  follow();
});
find('pause').addEventListener('click', async () => {
  await api.steerScheduler(status?.scheduler?.paused ? 'resume' : 'pause');
  refresh();
});

/** Asks who it is that asks, and shows nothing meanwhile. */
function askWho(why) {
  endFollowing();
  clearInterval(refreshing);
  api.signOut();
  proof = null;
  status = null;
  document.body.dataset.signed = 'out';
  find('sign-in').hidden = false;
  find('sign-out').hidden = true;
  find('connection').dataset.state = 'connecting';
  find('connection').textContent = 'not signed in';
  find('sign-in-problem').textContent = why;
  find('sign-in-problem').hidden = !why;
}

async function begin() {
  aggregations = (await api.catalogue()).aggregations;
  delete document.body.dataset.signed;
  find('sign-in').hidden = true;
  find('sign-out').hidden = !api.isSignedIn();
  find('aggregation').replaceChildren(...aggregations.map((a) => option(a.name)));
  if (aggregations.length === 0) {
    problem('There is no aggregation that you may ask.');
    return;
  }
  await start();
  await refresh();
  clearInterval(refreshing);
  refreshing = setInterval(refresh, 2000);
}

find('sign-in').addEventListener('submit', async (event) => {
  event.preventDefault();
  const typed = Object.fromEntries(['user', 'password', 'token'].map((id) => [id, find(id).value]));
  try {
    await api.signIn(typed);
    find('sign-in').reset();
    await begin();
  } catch (fault) {
    if (failed(fault)) {
      askWho(String(fault.message ?? fault));
    }
  }
});
find('sign-out').addEventListener('click', () => askWho(''));
api.onSignInNeeded((needed) => askWho(api.isSignedIn() ? needed.message : ''));

try {
  await begin();
} catch (fault) {
  if (failed(fault)) {
    setTimeout(() => location.reload(), 2000);
  }
}
