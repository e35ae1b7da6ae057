/** Letters and digits that nobody mistakes for one another on paper. */
const LETTERS = 'abcdefghijkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789';
const GROUPS = 4;
const GROUP_LENGTH = 5;

/** A password that can be read out: four groups of five, more than a hundred bits. */
export function makePassword(): string {
  return Array.from({ length: GROUPS }, makeGroup).join('-');
}

function makeGroup(): string {
  return Array.from({ length: GROUP_LENGTH }, randomLetter).join('');
}

/** Every letter as likely as any other: what does not divide evenly is thrown again. */
function randomLetter(): string {
  const fair = 256 - (256 % LETTERS.length);
  for (;;) {
    const [byte = 256] = crypto.getRandomValues(new Uint8Array(1));
    if (byte < fair) return LETTERS.charAt(byte % LETTERS.length);
  }
}
