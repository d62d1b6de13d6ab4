declare module 'snowball-stemmers' {
  const snowball: {
    /** @param algorithm one of `algorithms()`, for example 'english' */
    newStemmer(algorithm: string): { stem(word: string): string };
    algorithms(): string[];
  };
  export default snowball;
}
