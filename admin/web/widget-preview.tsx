import { Card, Text } from '@mantine/core';
import { useCallback, useEffect, useRef } from 'react';
import type { WidgetSettings } from '../../shared/contract/widget.ts';

type Props = { appId: string; draft: WidgetSettings; locale: string };

const SETTLED_MS = 150;

/** The real widget in a frame, showing the draft. Only this page sees the draft. */
export function WidgetPreview({ appId, draft, locale }: Props) {
  const frame = useRef<HTMLIFrameElement>(null);
  const wanted = useRef({ ...draft, locale });
  wanted.current = { ...draft, locale };
  const show = useCallback(() => {
    const framed = frame.current?.contentWindow;
    if (framed?.docent?.keys().length) framed.docent.update(wanted.current);
    // Not loaded yet: it sends an event when it is.
    else
      framed?.addEventListener('docent:ready', () => framed.docent!.update(wanted.current), { once: true });
  }, []);
  useEffect(() => {
    const timer = setTimeout(show, SETTLED_MS);
    return () => clearTimeout(timer);
  }, [show, draft, locale]);
  return (
    <section aria-label="Preview" className="widget-preview">
      <Text size="sm" c="dimmed" mb={6}>
        This is the real widget: ask it something. Changes show here at once, and on your pages after saving.
      </Text>
      <Card withBorder padding={0} className="framed">
        <iframe ref={frame} src={`/admin/preview/${appId}`} title="Preview of the widget" onLoad={show} />
      </Card>
    </section>
  );
}
