// The log, the runs and the state of the layers, from /v1/status.

const element = (tag, className, text) => {
  const made = document.createElement(tag);
  if (className) {
    made.className = className;
  }
  if (text !== undefined) {
    made.textContent = text;
  }
  return made;
};

const whole = new Intl.NumberFormat('en');

/** The partitions of a vector of offsets, which answers nest by topic: in order. */
export function partitionsOf(vector) {
  return Object.entries(vector).flatMap(([topic, offsets]) =>
    Object.entries(offsets).map(([partition, offset]) => ({ topic, partition: Number(partition), offset })));
}

export const partitionName = ({ topic, partition }) => `${topic}-${partition}`;

/** A bar a partition: batch up to the tidemark, realtime from there to where answers reach. */
export function showLog(place, proof, realtime) {
  const partitions = partitionsOf(proof.asOf);
  const ends = new Map();
  for (const node of realtime) {
    for (const partition of node.partitions) {
      if (partition.aggregation === proof.aggregation) {
        const name = partitionName(partition);
        if (partition.logEnd !== null) {
          ends.set(name, Math.max(ends.get(name) ?? 0, partition.logEnd));
        }
      }
    }
  }
  const longest = Math.max(1, ...partitions.map((p) => Math.max(p.offset, ends.get(partitionName(p)) ?? 0)));
  place.replaceChildren(
    ...partitions.map((partition) => {
      const name = partitionName(partition);
      const tidemark = proof.tidemark[partition.topic]?.[partition.partition] ?? 0;
      const asOf = partition.offset;
      const share = (offset) => `${(100 * offset) / longest}%`;
      const bar = element('div', 'bar');
      const piece = (kind, left, width) => {
        const made = element('span', kind);
        made.style.left = left;
        if (width) {
          made.style.width = width;
        }
        bar.append(made);
      };
      piece('batch', '0', share(tidemark));
      piece('realtime', share(tidemark), share(Math.max(0, asOf - tidemark)));
      piece('tidemark', `max(0px, calc(${share(tidemark)} - 3px))`);
      const line = element('div', 'partition');
      line.dataset.tidemark = tidemark;
      const lag = ends.has(name) ? whole.format(Math.max(0, ends.get(name) - asOf)) : 'unknown';
      line.append(
        element('span', '', name),
        bar,
        element('span', 'numbers', `${whole.format(tidemark)} | ${whole.format(asOf)}${lag === '0' ? '' : `, lag ${lag}`}`),
      );
      return line;
    }),
  );
}

/** Runs that found nothing to do are told in a line: there is one in every interval. */
export function showRuns(place, all) {
  const runs = all.filter((run) => run.state !== 'nothing-new').slice(0, 8);
  const idle = all.findIndex((run) => run.state !== 'nothing-new');
  const since = idle < 0 ? all.length : idle;
  const note = element('p', 'muted', since > 0 ? `Nothing new since, at ${all[0].requested.slice(11, 19)} UTC.` : '');
  if (runs.length === 0) {
    place.replaceChildren(element('p', 'muted', all.length > 0 ? 'No run has found anything yet.' : 'No run yet.'));
    return;
  }
  const table = element('table');
  const head = element('tr');
  ['Requested', 'Kind', 'State'].forEach((title) => head.append(element('th', '', title)));
  ['Rows read', 'Manifest'].forEach((title) => head.append(element('th', 'number', title)));
  table.append(head);
  for (const run of runs) {
    const line = element('tr');
    line.title = run.message;
    const state = element('td', run.state, run.state.replace('-', ' '));
    if (run.state === 'running') {
      const bar = element('progress');
      bar.value = run.progress;
      state.append(' ', bar);
    }
    line.append(
      element('td', '', run.requested.slice(11, 19)),
      element('td', '', run.kind),
      state,
      element('td', 'number', whole.format(run.recordsRead)),
      element('td', 'number', run.manifest || ''),
    );
    table.append(line);
  }
  const scroll = element('div', 'scroll');
  scroll.append(table);
  place.replaceChildren(scroll, note);
}

/** What runs on a schedule, and when: nothing while the batch layer cannot be asked. */
export function showDue(place, scheduler) {
  if (!scheduler) {
    place.replaceChildren();
    return;
  }
  const moment = (text) => `${text.slice(0, 10)} ${text.slice(11, 19)} UTC`;
  const lines = [element('p', 'muted', scheduler.paused ? 'Scheduled runs are paused.' : scheduler.next ? `Next run: ${moment(scheduler.next)}.` : '')];
  for (const due of scheduler.recomputes ?? []) {
    const what = due.aggregations.length > 0 ? due.aggregations.join(', ') : 'all aggregations';
    const waiting = due.waiting ? `; waiting since ${moment(due.waiting)}` : '';
    const line = element('p', 'muted recompute', `Recompute "${due.name}": ${due.next ? moment(due.next) : 'never'}${waiting}.`);
    line.title = `the last ${due.last} of ${what}, at ${due.cron} ${due.zone}`;
    lines.push(line);
  }
  place.replaceChildren(...lines);
}

/** Faults first, then what was quarantined, then one line an aggregation. */
export function showState(place, status) {
  const parts = (status.faults ?? []).map((fault) => element('p', 'fault', `${fault.code} ${fault.place}: ${fault.fault}; ${fault.mend}`));
  for (const aggregation of status.aggregations) {
    for (const reason of aggregation.whyIncomplete) {
      parts.push(element('p', 'fault', `NOT COMPLETE ${aggregation.name}: ${reason}`));
    }
  }
  const quarantined = status.realtime.reduce((sum, node) => sum + node.quarantinedRecords, 0);
  if (quarantined > 0) {
    parts.push(element('p', '', `${whole.format(quarantined)} records in quarantine; the newest:`));
    for (const record of status.realtime.flatMap((node) => node.quarantine).slice(0, 5)) {
      parts.push(element('p', 'muted', `${record.stream}-${record.partition} offset ${record.offset}: ${record.reason}`));
    }
  }
  const table = element('table');
  const head = element('tr');
  head.append(element('th', '', 'Aggregation'));
  ['Manifest', 'Lag in records', 'Gaps'].forEach((title) => head.append(element('th', 'number', title)));
  head.append(element('th', '', 'Fingerprint'));
  table.append(head);
  for (const aggregation of status.aggregations) {
    const line = element('tr');
    line.append(
      element('td', '', aggregation.name),
      element('td', 'number', aggregation.manifest),
      element('td', 'number', aggregation.lag === null ? 'unknown' : whole.format(aggregation.lag)),
      element('td', 'number', aggregation.gaps),
      element('td', 'muted', aggregation.fingerprint),
    );
    table.append(line);
  }
  const scroll = element('div', 'scroll');
  scroll.append(table);
  place.replaceChildren(...parts, scroll);
}
