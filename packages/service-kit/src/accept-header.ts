/**
 * True when the `Accept` header leaves room for one of the media types (RFC 9110, section 12.5.1): the most specific
 * range that matches a type decides, and a quality of 0 excludes it. Without a header everything is accepted.
 */
export function accepts(header: string | undefined, types: readonly string[]): boolean {
  if (header === undefined || header.trim() === '') return true;
  const ranges = header.split(',').map(parseRange);
  return types.some((type) => {
    const best = ranges
      .filter(({ range }) => matches(range, type))
      .toSorted((a, b) => specificity(b.range) - specificity(a.range))[0];
    return best !== undefined && best.quality > 0;
  });
}

interface Range {
  readonly range: string;
  readonly quality: number;
}

function parseRange(text: string): Range {
  const [range = '', ...parameters] = text.split(';').map((part) => part.trim().toLowerCase());
  const quality = parameters.find((parameter) => parameter.startsWith('q='))?.slice(2);
  return { range, quality: quality === undefined ? 1 : Number(quality) };
}

const matches = (range: string, type: string): boolean =>
  range === '*/*' || range === type || (range.endsWith('/*') && type.startsWith(range.slice(0, -1)));

const specificity = (range: string): number => (range === '*/*' ? 0 : range.endsWith('/*') ? 1 : 2);
