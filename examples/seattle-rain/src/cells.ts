/** The cells of the script: what a model would write. They run for real, against the real data. */

/** Wrong on purpose in its first call: the schema refuses text where it wants a list of years. */
export const FIRST_ATTEMPT = `const days = await weather.load({ years: '2012-2016' });
days.length;`;

export const MONTHS_AND_OUTLIERS = `const years = [2012, 2013, 2014, 2015, 2016];
const days: { date: string; year: number; month: number; rainMm: number }[] = [];
const missing: number[] = [];

for (const year of years) {
  try {
    days.push(...(await weather.load({ years: [year] })));
  } catch (error) {
    missing.push(year);
    console.log(\`\${year}: \${(error as Error).message}\`);
  }
}

const totals = new Map<string, number>();
for (const day of days) {
  const month = day.date.slice(0, 7);
  totals.set(month, (totals.get(month) ?? 0) + day.rainMm);
}
const monthly = [...totals].map(([label, value]) => ({ label, value: Math.round(value * 10) / 10 }));

const unusual: { label: string; value: number; score: number }[] = [];
for (const year of years.filter((one) => !missing.includes(one))) {
  const points = monthly.filter((month) => month.label.startsWith(String(year)));
  unusual.push(...(await stats.outliers({ points, threshold: 1.8 })));
}

const title = 'Rain in Seattle by month';
await charts.bars({ title, unit: 'mm', bars: monthly, marked: unusual.map((month) => month.label) });
console.log(\`\${days.length} days, \${monthly.length} months, \${unusual.length} unusual\`);
({ unusual, missing });`;

export const WETTEST_DAYS = `const shares = unusual.map(({ label, value }) => {
  const wettest = days
    .filter((day) => day.date.startsWith(label))
    .reduce((most, day) => (day.rainMm > most.rainMm ? day : most));
  return { label, totalMm: value, wettestDay: wettest.date, wettestMm: wettest.rainMm, share: value > 0 ? wettest.rainMm / value : 0 };
});
await charts.bars({
  title: 'Share of the wettest day',
  unit: '%',
  bars: shares.map(({ label, share }) => ({ label, value: Math.round(share * 100) })),
});
({ shares });`;
