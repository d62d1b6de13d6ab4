// Text for benchmarks: words with a natural (Zipf) distribution, the same in every run.

/** A generator of the same numbers in [0, 1) in every run (mulberry32). */
export function seeded(seed: number): () => number {
  return () => {
    seed = (seed + 0x6d2b79f5) | 0;
    let t = Math.imul(seed ^ (seed >>> 15), 1 | seed);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
}

const SYLLABLES =
  'ba be bi bo bu da de di do du ka ke ki ko ku la le li lo lu ma me mi mo mu na ne ni no nu ra re ri ro ru sa se si so su ta te ti to tu'.split(
    ' ',
  );

/** Words of a made-up language, the common ones often. */
export function makeWords(random: () => number): () => string {
  const vocabulary = Array.from({ length: 8_000 }, () =>
    Array.from(
      { length: 2 + Math.floor(random() * 3) },
      () => SYLLABLES[Math.floor(random() * SYLLABLES.length)],
    ).join(''),
  );
  return () => vocabulary[Math.floor(vocabulary.length ** random()) - 1] ?? vocabulary[0]!;
}

/**
 * Documents of Markdown paragraphs.
 * @returns documents, and questions made of six words from one of their sentences
 */
export function makeCorpus(
  documents: number,
  paragraphs: number,
  words = 110,
): { documents: string[]; questions: string[] } {
  const word = makeWords(seeded(7));
  const questions: string[] = [];
  const texts = Array.from({ length: documents }, (_, place) => {
    const blocks = Array.from({ length: paragraphs }, () => {
      const all = Array.from({ length: words }, word);
      if (questions.length < 500) questions.push(all.slice(40, 46).join(' '));
      return `${all.map((one, at) => (at % 12 === 11 ? `${one}.` : one)).join(' ')}.`;
    });
    return `# Document ${place}\n\n${blocks.map((block, at) => `## Section ${at}\n\n${block}`).join('\n\n')}\n`;
  });
  return { documents: texts, questions };
}
