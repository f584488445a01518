// What axe finds on a page that is bad for people who see, hear or move differently.
import axe from 'axe-core';

/** What axe calls serious or critical, as one line each. */
export async function seriousFaults(page) {
  // A function of the source text, because pages may not evaluate text.
  await page.evaluate(new Function(axe.source));
  const { violations } = await page.evaluate(() => globalThis.axe.run(document, { resultTypes: ['violations'] }));
  return violations
    .filter(({ impact }) => ['serious', 'critical'].includes(impact))
    .flatMap(({ id, nodes }) => nodes.map(({ target, failureSummary }) => `${id}: ${target} ${failureSummary}`));
}
