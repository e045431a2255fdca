const months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/** "Jan 28" for a day such as 2026-01-28; any other window as it is, cut short. */
export function dayName(window: string): string {
  const [, month, day] = /^\d{4}-(\d{2})-(\d{2})$/.exec(window) ?? [];
  const name = months[Number(month) - 1];
  if (name !== undefined) return `${name} ${Number(day)}`;
  return window.length <= 8 ? window : `${window.slice(0, 7)}…`;
}
