import { seeded } from './corpus.ts';

/** How many dimensions the vectors truly have, and how fast these lose weight. */
const TRUE_DIMENSIONS = 96;
const DECAY = 0.35;
const CHUNKS_A_TOPIC = 200;

/**
 * Vectors as embedding models give them: in topics, with fewer true dimensions than their length, all of them turned into
 * a common direction. The same in every run.
 * @returns vectors: the next vector; question: one near to a given vector. Unit length but for rounding
 */
export function makeVectors(count: number, length: number) {
  const random = seeded(5);
  const normal = () => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
  const axes = Array.from({ length: TRUE_DIMENSIONS }, (_, n) =>
    Float32Array.from({ length }, () => normal() * (n + 1) ** -DECAY),
  );
  const common = Float32Array.from({ length }, normal);
  const topics = Array.from({ length: Math.max(20, Math.round(count / CHUNKS_A_TOPIC)) }, () =>
    Float32Array.from({ length: TRUE_DIMENSIONS }, normal),
  );
  const vectors = (): Float32Array => {
    const topic = topics[Math.floor(random() * topics.length)]!;
    const vector = Float32Array.from(common);
    for (const [n, axis] of axes.entries()) {
      const weight = topic[n]! + 0.6 * normal();
      for (let place = 0; place < length; place++) vector[place]! += weight * axis[place]!;
    }
    for (let place = 0; place < length; place++) vector[place]! += 0.5 * normal();
    return toUnit(vector);
  };
  const question = (vector: Float32Array): Float32Array =>
    toUnit(vector.map((value) => value + (0.7 * normal()) / Math.sqrt(length)));
  return { vectors, question };
}

function toUnit(vector: Float32Array): Float32Array {
  const size = Math.sqrt(vector.reduce((sum, value) => sum + value * value, 0));
  return vector.map((value) => Math.fround(value / size));
}
