// The merged series: a bar a window, coloured by where the answer came from, and a line where batch ends.
import { seconds as secondsOf, text } from './exact.js';
import uPlot from './vendor/uplot/uPlot.esm.js';

const ORIGINS = ['batch', 'both', 'realtime'];

const color = (name) => getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim();

export class Chart {
  #figure;
  #rows = new Map();
  #plot = null;
  #metric = '';
  #reach = null;
  #ends = [0, 1];
  #drawn = [];

  constructor(figure) {
    this.#figure = figure;
    new ResizeObserver(() => this.#plot?.setSize(this.#size())).observe(figure);
    matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => this.#make());
  }

  /** Begins another series. */
  begin(metric) {
    this.#metric = metric;
    this.#rows.clear();
    this.#make();
  }

  /** Takes rows that are new or changed; with `reset` they are all there is. */
  take(rows, reset) {
    if (reset) {
      this.#rows.clear();
    }
    for (const row of rows) {
      this.#rows.set(row.start ?? 'all', row);
    }
    this.#draw();
  }

  #draw() {
    const rows = [...this.#rows.values()].sort((a, b) => seconds(a) - seconds(b));
    this.#drawn = rows;
    const reached = rows.filter((row) => row.origin !== 'realtime').map(end);
    this.#reach = reached.length > 0 ? Math.max(...reached) : null;
    const times = rows.map(seconds);
    this.#ends = rows.length > 0 ? [times[0], end(rows.at(-1))] : [0, 1];
    const values = ORIGINS.map((origin) => rows.map((row) => (row.origin === origin ? number(row, this.#metric) : null)));
    this.#figure.dataset.rows = rows.length;
    this.#figure.dataset.batchRows = rows.filter((row) => row.origin === 'batch').length;
    this.#figure.dataset.realtimeRows = rows.filter((row) => row.origin !== 'batch').length;
    this.#figure.dataset.tidemark = this.#reach ?? '';
    this.#plot.setData([times, ...values]);
  }

  #make() {
    this.#plot?.destroy();
    // A bar begins where its window begins, so that the tidemark falls between bars.
    const bars = uPlot.paths.bars({ size: [0.9, Infinity], align: 1, radius: 0.1 });
    const axis = { stroke: color('muted'), grid: { stroke: color('line'), width: 1 }, ticks: { stroke: color('line') } };
    this.#plot = new uPlot(
      {
        ...this.#size(),
        tzDate: (at) => uPlot.tzDate(new Date(at * 1000), 'UTC'),
        series: [
          { value: '{YYYY}-{MM}-{DD} {HH}:{mm} UTC' },
          ...ORIGINS.map((origin) => ({
            label: origin,
            fill: color(origin),
            stroke: color(origin),
            width: 0,
            paths: bars,
            points: { show: false },
            value: (plot, drawn, series, index) => (drawn === null ? '–' : this.#exact(index)),
          })),
        ],
        scales: {
          x: { range: () => this.#range() },
          y: { range: (plot, low, high) => [Math.min(0, low ?? 0), high > 0 ? high * 1.05 : 1] },
        },
        axes: [axis, { ...axis, size: 70 }],
        cursor: { drag: { x: false, y: false } },
        hooks: { draw: [(plot) => this.#drawReach(plot)] },
      },
      [[], [], [], []],
      this.#figure,
    );
    this.#draw();
  }

  /** What a bar stands for, to the last digit. */
  #exact(index) {
    return index === null ? '–' : text(this.#drawn[index]?.metrics[this.#metric]);
  }

  /** From the first window's start to the last one's end, and a little more. */
  #range() {
    const [first, last] = this.#ends;
    const more = (last - first) / 100;
    return [first - more, last + more];
  }

  #drawReach(plot) {
    if (this.#reach === null) {
      return;
    }
    const x = Math.round(plot.valToPos(this.#reach, 'x', true));
    if (x < plot.bbox.left || x > plot.bbox.left + plot.bbox.width + 1) {
      return;
    }
    plot.ctx.save();
    plot.ctx.strokeStyle = color('tidemark');
    plot.ctx.lineWidth = 2 * devicePixelRatio;
    plot.ctx.beginPath();
    plot.ctx.moveTo(x, plot.bbox.top);
    plot.ctx.lineTo(x, plot.bbox.top + plot.bbox.height);
    plot.ctx.stroke();
    plot.ctx.restore();
  }

  #size() {
    return { width: Math.max(300, this.#figure.clientWidth), height: 320 };
  }
}

const seconds = (row) => (row.start ? secondsOf(row.start) : 0);
const end = (row) => (row.end ? secondsOf(row.end) : 1);

function number(row, metric) {
  const value = row.metrics[metric];
  if (Array.isArray(value)) {
    return typeof value[0] === 'number' ? value[0] : null;
  }
  const converted = typeof value === 'string' ? Number(value) : value;
  return Number.isFinite(converted) ? converted : null;
}
