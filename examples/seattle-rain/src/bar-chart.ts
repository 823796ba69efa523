export interface BarChart {
  readonly title: string;
  readonly unit: string;
  readonly bars: readonly { readonly label: string; readonly value: number }[];
  readonly marked: readonly string[];
}

const WIDTH = 760;
const HEIGHT = 240;
const LEFT = 40;
const BOTTOM = 24;
const TOP = 28;

/** Inks of both themes: an artifact is a picture of its own and cannot see the page around it. */
const STYLE = `
  text { font: 11px system-ui, sans-serif; fill: #626973 } .title { font-weight: 600; fill: #16191d }
  line { stroke: #e5e5e0 } rect { fill: #b9b9b1 } rect.marked { fill: #1b5fcc } .value { font-weight: 600; fill: #1b5fcc; text-anchor: middle }
  @media (prefers-color-scheme: dark) {
    text { fill: #8d97a4 } .title { fill: #e9ecf0 } line { stroke: #232930 } rect { fill: #46505b } rect.marked { fill: #82b1ff } .value { fill: #82b1ff }
  }`;

/** An SVG picture of bars with a value axis; marked bars carry their value. */
export function barChart({ title, unit, bars, marked }: BarChart): string {
  const step = niceStep(Math.max(...bars.map((bar) => bar.value), 1));
  const top = step * Math.ceil(Math.max(...bars.map((bar) => bar.value), 1) / step);
  const y = (value: number) => HEIGHT - BOTTOM - (value / top) * (HEIGHT - BOTTOM - TOP);
  const slot = (WIDTH - LEFT - 8) / bars.length;
  const every = Math.ceil(bars.length / 12);

  const axis = Array.from({ length: Math.round(top / step) + 1 }, (_, index) => index * step).map(
    (value) => `<line x1="${LEFT}" x2="${WIDTH - 8}" y1="${round(y(value))}" y2="${round(y(value))}"/><text x="${LEFT - 6}" y="${round(y(value) + 4)}" text-anchor="end">${value}</text>`,
  );
  const columns = bars.map(({ label, value }, index) => {
    const x = LEFT + index * slot;
    const highlight = marked.includes(label);
    const name = index % every === 0 ? `<text x="${round(x)}" y="${HEIGHT - 8}">${escapeXml(label)}</text>` : '';
    const figure = highlight ? `<text class="value" x="${round(x + slot / 2)}" y="${round(y(value) - 5)}">${Math.round(value)}</text>` : '';
    return `<rect${highlight ? ' class="marked"' : ''} x="${round(x + slot * 0.15)}" y="${round(y(value))}" width="${round(slot * 0.7)}" height="${round(HEIGHT - BOTTOM - y(value))}"><title>${escapeXml(label)}: ${value} ${escapeXml(unit)}</title></rect>${name}${figure}`;
  });
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" aria-label="${escapeXml(title)}"><style>${STYLE}</style><text class="title" x="${LEFT}" y="14">${escapeXml(title)} (${escapeXml(unit)})</text>${axis.join('')}${columns.join('')}</svg>`;
}

/** 1, 2 or 5 times a power of ten, so that about four lines fit. */
function niceStep(max: number): number {
  const power = 10 ** Math.floor(Math.log10(max / 4));
  return power * ([1, 2, 5].find((factor) => factor * power >= max / 4) ?? 10);
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}

function escapeXml(text: string): string {
  return text.replace(/[<>&"']/g, (character) => `&#${character.charCodeAt(0)};`);
}
