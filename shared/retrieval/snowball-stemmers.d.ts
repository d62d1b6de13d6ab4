declare module 'snowball-stemmers' {
  const snowball: {
    /** @param algorithm one of `algorithms()`, for example 'english' */
    newStemmer(algorithm: string): { stem(word: string): string };
    algorithms(): string[];
  };
  export default snowball;
}

/** Lists of stop words by ISO 639-3 code. */
declare module 'stopword' {
  const lists: Record<string, string[]>;
  export = lists;
}
