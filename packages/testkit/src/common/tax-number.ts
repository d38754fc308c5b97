/** GB 32100-2015 leaves out I, O, S, V, Z. */
const ALPHABET = '0123456789ABCDEFGHJKLMNPQRTUWXY';
const ORGANIZATION_WEIGHTS = [3, 7, 9, 10, 5, 8, 4, 2];

/** The check character of the nine-character organization part (GB 11714): 36 values, modulus 11. */
function organizationCheck(body: string): string {
  const sum = [...body].reduce((total, character, index) => total + Number.parseInt(character, 36) * (ORGANIZATION_WEIGHTS[index] ?? 0), 0);
  const check = 11 - (sum % 11);
  return check === 10 ? 'X' : check === 11 ? '0' : String(check);
}

/** The 18th character of a unified social credit code for its first 17 (GB 32100-2015, modulus 31, weights 3^i). */
export function creditCodeCheck(first17: string): string {
  let sum = 0;
  let weight = 1;
  for (const character of first17) {
    sum += ALPHABET.indexOf(character) * weight;
    weight = (weight * 3) % 31;
  }
  return ALPHABET.charAt((31 - (sum % 31)) % 31);
}

/**
 * The `index`th synthetic tax number (18 characters, both check characters right). Its organization part starts with
 * `MCK`, a form no register gives out, so that it is nobody's.
 */
export function syntheticTaxNo(index: number): string {
  const body = `MCK${String(index).padStart(5, '0')}`;
  const first17 = `91440300${body}${organizationCheck(body)}`;
  return first17 + creditCodeCheck(first17);
}
