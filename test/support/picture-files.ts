/** Small files that show codes, or claim to: PNG, PDF and a camera's video, good and hostile. */
import { constants, crc32, deflateRawSync, deflateSync } from 'node:zlib';
import { encode } from 'uqr';

/** Brightness, one byte per pixel, rows from the top. */
export interface Grey {
  readonly data: Uint8Array;
  readonly width: number;
  readonly height: number;
}

/** Pixels as a scanner's program has packed them for a PDF. */
export interface EncodedPicture extends Grey {
  readonly filter: 'JPXDecode' | 'JBIG2Decode' | 'DCTDecode' | 'FlateDecode /FlateDecode';
  /** Bits of a pixel. */
  readonly bits: 1 | 8;
}

/** An even ground. */
export const blank = (width: number, height: number, shade = 235): Grey => ({ data: new Uint8Array(width * height).fill(shade), width, height });

/** The ground with a QR code of the text drawn on it; the code's left upper corner and its modules' side in pixels. */
export function withQr(ground: Grey, text: string, { left, top, side }: { readonly left: number; readonly top: number; readonly side: number }): Grey {
  const { data: modules } = encode(text, { ecc: 'L', border: 4 });
  const data = Uint8Array.from(ground.data);
  modules.forEach((row, y) => {
    row.forEach((dark, x) => {
      for (let line = 0; line < side; line += 1) {
        const at = (top + y * side + line) * ground.width + left + x * side;
        data.fill(dark ? 15 : 245, at, at + side);
      }
    });
  });
  return { ...ground, data };
}

/** The code of a text, with its quiet zone and nothing else. */
export function qrPicture(text: string, side = 4): Grey {
  const { size } = encode(text, { ecc: 'L', border: 4 });
  return withQr(blank(size * side, size * side), text, { left: 0, top: 0, side });
}

function chunk(type: string, body: Uint8Array): Buffer {
  const named = Buffer.concat([Buffer.from(type, 'latin1'), body]);
  const [length, check] = [Buffer.alloc(4), Buffer.alloc(4)];
  length.writeUInt32BE(body.length);
  check.writeUInt32BE(crc32(named));
  return Buffer.concat([length, named, check]);
}

/** A PNG, 8 bits of grey (ISO/IEC 15948). @param declared - another size for its header to claim. @param clear - the shade that is transparent. */
export function toPng({ data, width, height }: Grey, declared = { width, height }, clear: number | null = null): Buffer {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(declared.width, 0);
  header.writeUInt32BE(declared.height, 4);
  header.set([8, 0, 0, 0, 0], 8);
  const rows = Buffer.alloc((width + 1) * height);
  for (let row = 0; row < height; row += 1) rows.set(data.subarray(row * width, (row + 1) * width), row * (width + 1) + 1);
  return Buffer.concat([Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'), chunk('IHDR', header), ...(clear === null ? [] : [chunk('tRNS', Uint8Array.of(0, clear))]), chunk('IDAT', deflateSync(rows)), chunk('IEND', new Uint8Array())]);
}

export interface PdfOptions {
  /** Runs a script on opening, and links the whole of each page away. */
  readonly active?: boolean;
  /** Says that it needs a password that nobody has. */
  readonly encrypted?: boolean;
  /** Sides of a page in points, where not one point per two pixels. */
  readonly page?: { readonly width: number; readonly height: number };
}

/** A PDF with one picture a page (ISO 32000-1). */
export function toPdf(pictures: readonly (Grey | EncodedPicture)[], { active = false, encrypted = false, page }: PdfOptions = {}): Buffer {
  const objects: Buffer[] = [];
  const add = (body: string, stream?: Uint8Array): number => {
    objects.push(stream === undefined ? Buffer.from(body, 'latin1') : Buffer.concat([Buffer.from(`${body}\nstream\n`, 'latin1'), stream, Buffer.from('\nendstream', 'latin1')]));
    return objects.length;
  };
  // The catalogue is object 1, the list of pages object 2.
  add('');
  add('');
  const kids = pictures.map((picture) => {
    const { width, height } = page ?? { width: picture.width / 2, height: picture.height / 2 };
    const [pixels, filter, bits] = 'filter' in picture ? [picture.data, picture.filter, picture.bits] : [deflateSync(picture.data), 'FlateDecode', 8];
    const image = add(`<< /Type /XObject /Subtype /Image /Width ${picture.width} /Height ${picture.height} /ColorSpace /DeviceGray /BitsPerComponent ${bits} /Filter [/${filter}] /Length ${pixels.length} >>`, pixels);
    const drawing = Buffer.from(`q ${width} 0 0 ${height} 0 0 cm /I Do Q`, 'latin1');
    const content = add(`<< /Length ${drawing.length} >>`, drawing);
    const link = active ? `/Annots [<< /Type /Annot /Subtype /Link /Rect [0 0 ${width} ${height}] /A << /S /URI /URI (https://example.invalid/) >> >>]` : '';
    return add(`<< /Type /Page /Parent 2 0 R /MediaBox [0 0 ${width} ${height}] /Resources << /XObject << /I ${image} 0 R >> >> /Contents ${content} 0 R ${link} >>`);
  });
  const script = active ? "/OpenAction << /S /JavaScript /JS (this.submitForm\\('https://example.invalid/'\\); app.alert\\('x'\\);) >>" : '';
  objects[0] = Buffer.from(`<< /Type /Catalog /Pages 2 0 R ${script} >>`, 'latin1');
  objects[1] = Buffer.from(`<< /Type /Pages /Count ${kids.length} /Kids [${kids.map((kid) => `${kid} 0 R`).join(' ')}] >>`, 'latin1');
  const parts: Buffer[] = [Buffer.from('%PDF-1.4\n', 'latin1')];
  let length = parts[0]?.length ?? 0;
  const put = (part: Buffer): void => {
    parts.push(part);
    length += part.length;
  };
  const offsets = objects.map((object, index) => {
    const at = length;
    put(Buffer.concat([Buffer.from(`${index + 1} 0 obj\n`, 'latin1'), object, Buffer.from('\nendobj\n', 'latin1')]));
    return at;
  });
  const start = length;
  // The standard handler, 40 bits (7.6.3): a check value that no password gives.
  const lock = encrypted ? `/Encrypt << /Filter /Standard /V 1 /R 2 /P -4 /O <${'ab'.repeat(32)}> /U <${'cd'.repeat(32)}> >> /ID [<${'00'.repeat(16)}> <${'00'.repeat(16)}>]` : '';
  put(Buffer.from(`xref\n0 ${objects.length + 1}\n0000000000 65535 f \n${offsets.map((at) => `${at.toString().padStart(10, '0')} 00000 n \n`).join('')}trailer\n<< /Size ${objects.length + 1} /Root 1 0 R ${lock} >>\nstartxref\n${start}\n%%EOF\n`, 'latin1'));
  return Buffer.concat(parts);
}

/** One frame of video that a browser's fake camera shows over and over: YUV4MPEG2, 4:2:0. */
export function toVideo({ data, width, height }: Grey): Buffer {
  return Buffer.concat([Buffer.from(`YUV4MPEG2 W${width} H${height} F15:1 Ip A1:1 C420jpeg\nFRAME\n`, 'latin1'), data, Buffer.alloc((width * height) / 2, 128)]);
}

/** A page filled with tiles so small that drawing it takes minutes. */
export const endlessPdf = (): Buffer =>
  Buffer.from(
    [
      '%PDF-1.7',
      '1 0 obj << /Type /Catalog /Pages 2 0 R >> endobj',
      '2 0 obj << /Type /Pages /Kids [3 0 R] /Count 1 >> endobj',
      '3 0 obj << /Type /Page /Parent 2 0 R /MediaBox [0 0 600 600] /Contents 4 0 R /Resources << /Pattern << /P 5 0 R >> >> >> endobj',
      '4 0 obj << /Length 39 >>\nstream\n/Pattern cs /P scn 0 0 600 600 re f    \nendstream endobj',
      '5 0 obj << /Type /Pattern /PatternType 1 /PaintType 1 /TilingType 1 /BBox [0 0 1 1] /XStep 0.0001 /YStep 0.0001 /Resources << >> /Length 12 >>\nstream\n0 0 1 1 re f\nendstream endobj',
      'trailer << /Root 1 0 R >>',
      '%%EOF',
    ].join('\n'),
    'latin1',
  );

/** Data of a stream that unpacks twice to these megabytes, of the same bytes over and over (RFC 1950, 1951): a millionth of that long. */
export function unpacksTo(megabytes: number, bytes: string): Buffer {
  const megabyte = deflateRawSync(Buffer.alloc(1_048_576, bytes), { finishFlush: constants.Z_FULL_FLUSH });
  // Its check sum is wrong, which nobody sees before the end.
  return deflateSync(Buffer.concat([Buffer.from([0x78, 0x9c]), ...Array.from({ length: megabytes }, () => megabyte), Buffer.from([0x03, 0, 0, 0, 0, 0])]));
}

/** A grey JPEG of 8 by 8 pixels, whose header says another size. */
export function jpegOf(width: number, height: number): Buffer {
  const jpeg = Buffer.from(
    '/9j/4AAQSkZJRgABAQAAAQABAAD/2wBDABQODxIPDRQSEBIXFRQYHjIhHhwcHj0sLiQySUBMS0dARkVQWnNiUFVtVkVGZIhlbXd7gYKBTmCNl4x9lnN+gXz/wAALCAAIAAgBAREA/8QAFAABAAAAAAAAAAAAAAAAAAAAAf/EABQQAQAAAAAAAAAAAAAAAAAAAAD/2gAIAQEAAD8AH//Z',
    'base64',
  );
  const frame = jpeg.indexOf(Buffer.from([0xff, 0xc0]));
  jpeg.writeUInt16BE(height, frame + 5);
  jpeg.writeUInt16BE(width, frame + 7);
  return jpeg;
}

/** A page whose drawing instructions are these, packed twice. */
export const drawnPdf = (content: Uint8Array): Buffer =>
  Buffer.concat([
    Buffer.from(
      [
        '%PDF-1.7',
        '1 0 obj << /Type /Catalog /Pages 2 0 R >> endobj',
        '2 0 obj << /Type /Pages /Kids [3 0 R] /Count 1 >> endobj',
        '3 0 obj << /Type /Page /Parent 2 0 R /MediaBox [0 0 600 600] /Contents 4 0 R /Resources << >> >> endobj',
        `4 0 obj << /Filter [/FlateDecode /FlateDecode] /Length ${content.length} >>\nstream\n`,
      ].join('\n'),
      'latin1',
    ),
    content,
    Buffer.from('\nendstream endobj\ntrailer << /Root 1 0 R >>\n%%EOF\n', 'latin1'),
  ]);
