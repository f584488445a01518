// What a colour profile (ICC) calls itself.

const SIGNATURE_BYTES = 12;
const TAG_COUNT_AT = 128;

function textOf(profile: Buffer, at: number): string | undefined {
  const type = profile.toString('latin1', at, at + 4);
  if (type === 'desc') {
    const length = profile.readUInt32BE(at + 8);
    return profile.toString('latin1', at + 12, at + 12 + length - 1);
  }
  if (type !== 'mluc' || profile.readUInt32BE(at + 8) === 0) return undefined;
  const length = profile.readUInt32BE(at + 20);
  const begin = at + profile.readUInt32BE(at + 24);
  // Big-endian UTF-16.
  return Buffer.from(profile.subarray(begin, begin + length))
    .swap16()
    .toString('utf16le');
}

/** The profile's description, or undefined where it has none that can be read. */
export function profileName(bytes: Uint8Array): string | undefined {
  const profile = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  try {
    const count = profile.readUInt32BE(TAG_COUNT_AT);
    for (let i = 0; i < count; i++) {
      const entry = TAG_COUNT_AT + 4 + i * SIGNATURE_BYTES;
      if (profile.toString('latin1', entry, entry + 4) === 'desc') {
        return textOf(profile, profile.readUInt32BE(entry + 4))?.trim();
      }
    }
  } catch {
    // It ends before it should.
  }
  return undefined;
}

/** Whether the numbers of this profile follow the curve of sRGB. */
export function hasCurveOfSrgb(profile: Uint8Array | undefined): boolean {
  if (profile === undefined) return true;
  return /sRGB|Display P3|^sP3C$|^c2$/i.test(profileName(profile) ?? '');
}
