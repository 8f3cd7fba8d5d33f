// The short signed record of a QR code. elearn/credentials/rules/qr.py describes its format byte by byte.
const ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
const PURPOSE = new TextEncoder().encode("elearn/qr/1");
const FIRST_DAY = Date.UTC(2000, 0, 1);
const SYMBOLS = 20;

/** Digits that hold no record of this format, or one that is cut short. */
export class NotARecord extends Error {}

/** What is written in a record: facts, the start of the signing key, the signature and what it signs. Throws NotARecord. */
export function opened(digits) {
  const data = bytesOf(digits);
  const body = data.subarray(69);
  const signed = new Uint8Array(PURPOSE.length + body.length);
  signed.set(PURPOSE);
  signed.set(body, PURPOSE.length);
  return { hint: data.subarray(1, 5), signature: data.subarray(5, 69), signed, facts: factsOf(body) };
}

/** The digits and the code in what was scanned or pasted: a link, or the digits alone. Throws NotARecord. */
export function scanned(text) {
  const [, address, digits] = text.trim().match(/^(?:([^#]*)#)?(\d+)$/) ?? [];
  if (!digits) throw new NotARecord();
  const code = address?.match(/\/(?:s|sertifikat)\/([0-9A-Za-z]+)$/)?.[1];
  return { code: code?.toUpperCase() ?? null, digits };
}

function bytesOf(digits) {
  if (!/^[1-9]\d{0,999}$/.test(digits)) throw new NotARecord();
  const hex = BigInt(digits).toString(16);
  const data = Uint8Array.from((hex.length % 2 ? `0${hex}` : hex).match(/../g), (pair) => parseInt(pair, 16));
  if (data[0] !== 1) throw new NotARecord();
  return data;
}

function factsOf(body) {
  if (body.length < 24) throw new NotARecord();
  const whole = (from, to) => body.subarray(from, to).reduce((sum, byte) => sum * 256 + byte, 0);
  const day = (at) => whole(at, at + 2) ? new Date(FIRST_DAY + whole(at, at + 2) * 86400000) : null;
  const texts = [];
  let place = 20;
  while (texts.length < 4) {
    const end = place + 1 + body[place];
    if (!(end <= body.length)) throw new NotARecord();
    texts.push(textOf(body.subarray(place + 1, end)));
    place = end;
  }
  if (place !== body.length) throw new NotARecord();
  const [number, name, nipEnding, title] = texts;
  return { code: codeOf(body.subarray(0, 13)), issuedOn: day(13), validUntil: day(15), jp: whole(17, 20), number, name, nipEnding, title };
}

function textOf(data) {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(data);
  } catch {
    throw new NotARecord();
  }
}

function codeOf(data) {
  let number = data.reduce((sum, byte) => sum * 256n + BigInt(byte), 0n);
  if (number >> BigInt(5 * SYMBOLS)) throw new NotARecord();
  let code = "";
  for (let symbol = 0; symbol < SYMBOLS; symbol++, number >>= 5n) code = ALPHABET[Number(number & 31n)] + code;
  return code;
}
