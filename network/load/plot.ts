import { type ScaleLinear, scaleLinear } from "d3-scale";
import { area, curveStepBefore, line } from "d3-shape";
import { blocksOfLoad, type Measurement, percentile } from "./measure.ts";
import type { LoadRun } from "./run.ts";
import type { LoadTransaction, SeenBlock } from "./transaction.ts";

const WIDTH = 960;
const MARGIN = { left: 64, right: 24, top: 100 };
const PANEL = { height: 150, gap: 56 };
const COLOURS = {
  ink: "#1f2937",
  pale: "#6b7280",
  grid: "#e5e7eb",
  blue: "#2563eb",
  amber: "#d97706",
  green: "#059669",
};

/** Most points of the curves over the time of departure. */
const MOST_BINS = 120;

/** Milliseconds over which throughput is averaged at least; a chain may seal a block per transaction. */
const RATE_SPAN_MS = 1000;

type Scale = ScaleLinear<number, number>;

/** A place in a plot: seconds, and a value. */
interface Point {
  x: number;
  y: number;
}

/** One of the plots below each other. */
interface Panel {
  title: string;
  /** Entries of the legend, each with its colour. */
  legend: readonly (readonly [string, string])[];
  /** Largest value to be shown. */
  most: number;
  /** Draws into scales made for it. */
  draw: (x: Scale, y: Scale) => string;
}

/**
 * Draws a run as SVG: latency over the time at which transactions were due, the gaps between blocks, and what was offered
 * against what was included.
 *
 * @param title Such as the workload and the network.
 */
export function plot(title: string, run: LoadRun, figures: Measurement): string {
  const blocks = blocksOfLoad(run.blocks);
  const panels = [latencyPanel(run), gapPanel(blocks), ratePanel(run, blocks)];
  const height = MARGIN.top + panels.length * (PANEL.height + PANEL.gap);
  const end = Math.max(run.seconds, (blocks.at(-1)?.at ?? 0) / 1000);
  const x = scaleLinear([0, end], [MARGIN.left, WIDTH - MARGIN.right]);
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${height}" width="${WIDTH}" height="${height}" font-family="system-ui, Helvetica, Arial, sans-serif" font-size="12" fill="${COLOURS.ink}">`,
    `<rect width="100%" height="100%" fill="#fff"/>`,
    text(MARGIN.left, 30, title, 'font-size="18" font-weight="600"'),
    text(MARGIN.left, 51, summaryOf(figures), `fill="${COLOURS.pale}"`),
    ...panels.map((panel, index) => drawPanel(panel, x, MARGIN.top + index * (PANEL.height + PANEL.gap))),
    text(
      WIDTH - MARGIN.right,
      height - 10,
      "seconds since the first transaction was due",
      `text-anchor="end" fill="${COLOURS.pale}"`,
    ),
    "</svg>\n",
  ].join("\n");
}

function summaryOf({
  submitted,
  included,
  refused,
  lost,
  waiting,
  offeredPerSecond,
  achievedPerSecond,
}: Measurement): string {
  return [
    `${offeredPerSecond} offered and ${achievedPerSecond.toFixed(0)} included per second`,
    `${submitted} submitted`,
    `${included} included`,
    `${refused} refused`,
    `${lost} lost`,
    `${waiting} waiting`,
  ].join(" · ");
}

function latencyPanel({ transactions, seconds }: LoadRun): Panel {
  const bins = latencyBins(transactions, seconds);
  const curve = (p: number): Point[] =>
    bins.map(({ x, ascending }) => ({ x, y: percentile(ascending, p) / 1000 }));
  const [p50, p95, max] = [curve(50), curve(95), curve(100)] as [Point[], Point[], Point[]];
  return {
    title: "Latency to inclusion by time of departure, seconds",
    legend: [
      ["median", COLOURS.blue],
      ["95 %", `${COLOURS.blue}88`],
      ["slowest", COLOURS.pale],
    ],
    most: Math.max(0, ...max.map(({ y }) => y)),
    draw: (x, y) =>
      [
        `<path d="${band(x, y)(p50.map((low, index) => ({ ...low, top: p95[index]?.y ?? low.y }))) ?? ""}" fill="${COLOURS.blue}" fill-opacity="0.18"/>`,
        stroke(x, y, max, COLOURS.pale, 'stroke-dasharray="2 3"'),
        stroke(x, y, p95, `${COLOURS.blue}88`),
        stroke(x, y, p50, COLOURS.blue, 'stroke-width="2"'),
      ].join(""),
  };
}

function gapPanel(blocks: readonly SeenBlock[]): Panel {
  const arrivals = [0, ...blocks.map(({ at }) => at / 1000)];
  const points = arrivals.map((at, index) => ({ x: at, y: at - (arrivals[index - 1] ?? 0) }));
  return {
    title: "Time between blocks, seconds",
    legend: [],
    most: Math.max(0, ...points.map(({ y }) => y)),
    draw: (x, y) => steps(x, y, points, COLOURS.amber),
  };
}

function ratePanel({ tps, seconds }: LoadRun, blocks: readonly SeenBlock[]): Panel {
  const rates = rateSteps(blocks);
  const offered = [
    { x: 0, y: tps },
    { x: seconds, y: tps },
    { x: seconds, y: 0 },
  ];
  return {
    title: "Transactions per second",
    legend: [
      ["included", COLOURS.green],
      ["offered", COLOURS.pale],
    ],
    most: Math.max(tps, ...rates.map(({ y }) => y)),
    draw: (x, y) =>
      steps(x, y, rates, COLOURS.green) + stroke(x, y, offered, COLOURS.pale, 'stroke-dasharray="5 4"'),
  };
}

function drawPanel({ title, legend, most, draw }: Panel, x: Scale, top: number): string {
  const y = scaleLinear([0, most || 1], [top + PANEL.height, top]).nice(4);
  const bottom = top + PANEL.height;
  const rows = y
    .ticks(4)
    .map((tick) =>
      [
        `<line x1="${MARGIN.left}" x2="${WIDTH - MARGIN.right}" y1="${y(tick)}" y2="${y(tick)}" stroke="${COLOURS.grid}"/>`,
        text(MARGIN.left - 8, y(tick) + 4, y.tickFormat(4)(tick), `text-anchor="end" fill="${COLOURS.pale}"`),
      ].join(""),
    );
  const columns = x
    .ticks(10)
    .map((tick) =>
      text(x(tick), bottom + 18, x.tickFormat(10)(tick), `text-anchor="middle" fill="${COLOURS.pale}"`),
    );
  const entries = legend.map(([name, colour], index) => {
    const at = WIDTH - MARGIN.right - 84 * (legend.length - index);
    return `<rect x="${at}" y="${top - 19}" width="14" height="4" fill="${colour}"/>${text(at + 20, top - 13, name, `fill="${COLOURS.pale}"`)}`;
  });
  return [
    text(MARGIN.left, top - 13, title, 'font-weight="600"'),
    ...entries,
    ...rows,
    ...columns,
    draw(x, y),
    `<line x1="${MARGIN.left}" x2="${WIDTH - MARGIN.right}" y1="${bottom}" y2="${bottom}" stroke="${COLOURS.pale}"/>`,
  ].join("\n");
}

/** Latencies of the included, in milliseconds and ascending, by when they were due; stretches without any are left out. */
function latencyBins(
  transactions: readonly LoadTransaction[],
  seconds: number,
): { x: number; ascending: Float64Array }[] {
  const width = Math.max(1, seconds / MOST_BINS);
  const bins = new Map<number, number[]>();
  for (const { scheduledAt, inclusion } of transactions) {
    if (inclusion === undefined) continue;
    const bin = Math.floor(scheduledAt / 1000 / width);
    const latencies = bins.get(bin) ?? [];
    latencies.push(inclusion.at - scheduledAt);
    bins.set(bin, latencies);
  }
  return [...bins].map(([bin, latencies]) => ({
    x: (bin + 0.5) * width,
    ascending: Float64Array.from(latencies).sort(),
  }));
}

/** Included per second, over stretches that end with a block and last a second at least. */
function rateSteps(blocks: readonly SeenBlock[]): Point[] {
  const points: Point[] = [{ x: 0, y: 0 }];
  let since = 0;
  let count = 0;
  for (const { at, ours } of blocks) {
    count += ours;
    if (at - since < RATE_SPAN_MS) continue;
    points.push({ x: at / 1000, y: (1000 * count) / (at - since) });
    since = at;
    count = 0;
  }
  return points;
}

function stroke(x: Scale, y: Scale, points: Point[], colour: string, more = ""): string {
  const path =
    line<Point>(
      (point) => x(point.x),
      (point) => y(point.y),
    )(points) ?? "";
  return `<path d="${path}" fill="none" stroke="${colour}" ${more}/>`;
}

function band(x: Scale, y: Scale) {
  return area<Point & { top: number }>(
    (point) => x(point.x),
    (point) => y(point.y),
    (point) => y(point.top),
  );
}

/** A value that holds from the point before to its own. */
function steps(x: Scale, y: Scale, points: Point[], colour: string): string {
  const path =
    area<Point>(
      (point) => x(point.x),
      y(0),
      (point) => y(point.y),
    ).curve(curveStepBefore)(points) ?? "";
  return `<path d="${path}" fill="${colour}" fill-opacity="0.2" stroke="${colour}"/>`;
}

function text(x: number, y: number, content: string, attributes = ""): string {
  const escaped = content.replaceAll("&", "&amp;").replaceAll("<", "&lt;");
  return `<text x="${x}" y="${y}" ${attributes}>${escaped}</text>`;
}
