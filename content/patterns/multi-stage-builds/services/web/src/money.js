/** 129900 cents are "1,299.00 EUR". */
export function inEuros(cents) {
  const text = (Math.abs(cents) / 100).toLocaleString("en-GB", { minimumFractionDigits: 2 });
  return `${cents < 0 ? "-" : ""}${text} EUR`;
}
