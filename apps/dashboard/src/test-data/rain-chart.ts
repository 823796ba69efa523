/** Monthly rain in Seattle in millimetres, 2012 to 2015: sums of the Seattle weather data set of vega-datasets. */
export const MONTHLY_RAIN_MM = [
  173.3, 92.3, 183.0, 68.1, 52.2, 75.1, 26.3, 0.0, 0.9, 170.3, 210.5, 174.0, 105.7, 40.3, 69.7, 149.6, 60.5, 33.1, 0.0, 34.4, 156.8, 39.2, 96.3, 42.4,
  94.0, 155.2, 240.0, 106.1, 80.0, 18.8, 19.6, 46.0, 56.7, 171.5, 123.1, 121.8, 93.0, 134.2, 113.5, 51.6, 14.8, 5.9, 2.3, 83.3, 21.1, 122.4, 212.6, 284.5,
] as const;

const NORMALS_MM = [147, 96, 106, 81, 48, 37, 15, 25, 41, 99, 160, 145];
const WET = new Set([20, 26, 43, 47]);
const DRY = new Set([8, 23, 41]);

/** The picture the plugin of the example draws: bars for months, a stepped line for what is normal. */
export function rainChartSvg(): string {
  const bars = MONTHLY_RAIN_MM.map((mm, month) => {
    const fill = WET.has(month) ? '#1b5fcc' : DRY.has(month) ? '#b07a10' : '#b9b9b1';
    const mark = WET.has(month) || DRY.has(month)
      ? `<text x="${x(month) + 5}" y="${(y(mm) - 8).toFixed(1)}" text-anchor="middle" font-weight="600" fill="#16191d">${mm < 10 ? mm : Math.round(mm)}</text>` : '';
    return `<rect x="${x(month)}" y="${y(mm).toFixed(1)}" width="10" height="${(190 - y(mm)).toFixed(1)}" fill="${fill}"/>${mark}`;
  });
  const grid = [0, 100, 200, 300].map((mm) => `<line x1="34" x2="756" y1="${y(mm)}" y2="${y(mm)}" stroke="#e5e5e0"/><text x="28" y="${y(mm) + 4}" text-anchor="end">${mm}</text>`);
  const years = [2012, 2013, 2014, 2015].map((year, index) => `<text x="${x(index * 12)}" y="206">${year}</text>`);
  const normal = MONTHLY_RAIN_MM.map((_, month) => `${month === 0 ? 'M' : 'L'}${x(month) - 2} ${y(NORMALS_MM[month % 12]!).toFixed(1)}H${x(month) + 13}`).join('');
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 760 212" font-family="system-ui, sans-serif" font-size="11" fill="#626973">`
    + `${grid.join('')}${bars.join('')}<path d="${normal}" fill="none" stroke="#434a53" stroke-dasharray="3 2.2"/>${years.join('')}</svg>`;
}

function x(month: number): number {
  return 36 + month * 15;
}

function y(mm: number): number {
  return 190 - (mm / 300) * 164;
}
