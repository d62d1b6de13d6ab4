import utif from 'utif2';

/** `colours`: 1, 3 or 4. `isAdobe`: it says so, and its four colours are inverted. `turned`: degrees, clockwise. */
type JpegHeader = { width: number; height: number; colours: number; isAdobe: boolean; turned: number };

const EXIF = 'Exif\0\0';
const TURNS: Record<number, number> = { 3: 180, 6: 90, 8: 270 };

/** What a JPEG says before its picture begins. @throws RangeError if it is damaged */
export function readJpeg(bytes: Uint8Array): JpegHeader {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let [isAdobe, turned] = [false, 0];
  for (let at = 2; ;) {
    // A marker may be preceded by any number of 0xFF.
    while (view.getUint8(at + 1) === 0xff) at += 1;
    const marker = view.getUint16(at);
    const length = view.getUint16(at + 2);
    const segment = bytes.subarray(at + 4, at + 2 + length);
    const starts = (text: string) =>
      Buffer.from(segment.subarray(0, text.length)).toString('latin1') === text;
    if (marker === 0xffe1 && starts(EXIF)) turned = readTurn(segment.subarray(EXIF.length));
    if (marker === 0xffee && starts('Adobe')) isAdobe = true;
    if (marker >= 0xffc0 && marker <= 0xffcf && ![0xffc4, 0xffc8, 0xffcc].includes(marker))
      return {
        height: view.getUint16(at + 5),
        width: view.getUint16(at + 7),
        colours: view.getUint8(at + 9),
        isAdobe,
        turned,
      };
    if (marker < 0xff00) throw new RangeError('no marker where one must be');
    at += 2 + length;
  }
}

/** Notes of a camera that cannot be read turn nothing. */
function readTurn(exif: Uint8Array): number {
  try {
    const orientation = utif.decode(Buffer.from(exif))[0]?.['t274'];
    return TURNS[Number(Array.isArray(orientation) ? orientation[0] : 1)] ?? 0;
  } catch {
    return 0;
  }
}
