const FIXED = [0, 8, 3];

/**
 * What is wrong with a version of pgvector, for the operator; undefined: nothing that is known. Source: its CHANGELOG (0.8.2:
 * CVE-2026-3172; 0.8.3: HNSW indexes).
 */
export function warnOfVector(version: string): string | undefined {
  const parts = version.split('.').map(Number);
  for (const [place, least] of FIXED.entries()) {
    const part = parts[place] ?? 0;
    if (part > least) return undefined;
    if (part < least)
      return 'Update to 0.8.3 or later: before 0.8.2, parallel index builds could leak rows of other tables; before 0.8.3, VACUUM could damage HNSW indexes. Then run: alter extension vector update; reindex table vector_index;';
  }
  return undefined;
}
