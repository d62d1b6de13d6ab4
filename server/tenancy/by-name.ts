const names = new Intl.Collator('en', { numeric: true });

/** Sorts as people count: “App 2” comes before “App 11”. Archived ones come last. */
export const byName = (one: Named, other: Named): number =>
  Number(one.archived_at !== null) - Number(other.archived_at !== null) ||
  names.compare(one.name, other.name) ||
  Number(one.created_at) - Number(other.created_at);

type Named = { name: string; archived_at: Date | null; created_at: Date };
