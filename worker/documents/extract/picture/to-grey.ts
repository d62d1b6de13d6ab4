import type { DecodedPng } from 'fast-png';

/** A byte a pixel, row by row; 0 is black. */
type Grey = { width: number; height: number; data: Uint8Array };

const LUMA = [0.299, 0.587, 0.114] as const;

/** What is transparent is white, like paper. */
const mix = (red: number, green: number, blue: number, alpha: number): number =>
  Math.round(255 + ((LUMA[0] * red + LUMA[1] * green + LUMA[2] * blue - 255) * alpha) / 255);

/** @param picture four bytes a pixel: red, green, blue, alpha */
export function fromColours({ width, height, data }: Grey): Grey {
  const grey = new Uint8Array(width * height);
  for (let at = 0; at < grey.length; at++)
    grey[at] = mix(data[at * 4]!, data[at * 4 + 1]!, data[at * 4 + 2]!, data[at * 4 + 3]!);
  return { width, height, data: grey };
}

/** A PNG of any depth, with or without colours, palette and transparency. */
export function fromPng({ width, height, channels, depth, data, palette }: DecodedPng): Grey {
  const grey = new Uint8Array(width * height);
  const [largest, perByte] = [2 ** depth - 1, 8 / depth];
  const stride = depth < 8 ? Math.ceil(width / perByte) : width * channels;
  const sample = (row: number, at: number): number => {
    if (depth >= 8) return data[row * stride + at]!;
    // Pixels of less than a byte; each row begins with a new one.
    const byte = data[row * stride + Math.floor(at / perByte)]!;
    return (byte >> (8 - depth * ((at % perByte) + 1))) & largest;
  };
  for (let row = 0; row < height; row++)
    for (let column = 0; column < width; column++) {
      const read = (channel: number) => (sample(row, column * channels + channel) / largest) * 255;
      const colour = palette?.[sample(row, column)];
      const alpha = channels % 2 === 0 ? read(channels - 1) : 255;
      grey[row * width + column] = palette
        ? mix(colour?.[0] ?? 0, colour?.[1] ?? 0, colour?.[2] ?? 0, colour?.[3] ?? 255)
        : channels > 2
          ? mix(read(0), read(1), read(2), alpha)
          : mix(read(0), read(0), read(0), alpha);
    }
  return { width, height, data: grey };
}
