import { Button, Group } from '@mantine/core';
import { DownloadIcon } from '../components/icons.tsx';

const files = [
  ['html', 'Print'],
  ['pdf', 'PDF'],
  ['csv', 'CSV'],
  ['json', 'JSON'],
] as const;

/** An invoice, or the month so far, as files. @param of `INVOICE_ID` or `month/WORKSPACE_ID` */
export function InvoiceFiles({ of }: { of: string }) {
  return (
    <Group gap="xs">
      {files.map(([format, label]) => (
        <Button
          key={format}
          component="a"
          href={`/admin/files/invoices/${of}?format=${format}`}
          target={format === 'html' ? '_blank' : undefined}
          variant="default"
          size="sm"
          leftSection={format === 'html' ? undefined : <DownloadIcon size={16} />}
        >
          {label}
        </Button>
      ))}
    </Group>
  );
}
