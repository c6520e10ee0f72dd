/** The beginning of a text, at most so long; a character of two halves stays whole. */
export function cut(text: string, most: number): string {
  if (text.length <= most) return text;
  const head = text.slice(0, most);
  return /[\uD800-\uDBFF]$/.test(head) ? head.slice(0, -1) : head;
}

/** 1000000 → "1,000,000" */
export function grouped(count: number): string {
  return count.toLocaleString("en-US");
}

export function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}
