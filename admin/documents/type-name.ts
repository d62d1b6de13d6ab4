const names: Record<string, string> = {
  'application/pdf': 'PDF',
  'application/json': 'JSON',
  'application/epub+zip': 'EPUB',
  'application/vnd.openxmlformats-officedocument.wordprocessingml.document': 'Word',
  'application/vnd.openxmlformats-officedocument.presentationml.presentation': 'PowerPoint',
  'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet': 'Excel',
  'text/csv': 'CSV',
  'text/html': 'HTML',
  'text/markdown': 'Markdown',
  'text/plain': 'Text',
};

/** What people call a media type; one that has no such name keeps its own. */
export const typeName = (mediaType: string): string => names[mediaType] ?? mediaType;
