import { Button, type ButtonProps } from '@mantine/core';
import { useEffect, useState } from 'react';

type Props = ButtonProps & {
  value: string;
  label?: string;
  'aria-label'?: string;
  'data-autofocus'?: boolean;
};

/** Copies a text. Without https, browsers have no clipboard for pages: there it is selected and copied as by hand. */
export function Copy({ value, label = 'Copy', 'aria-label': name, ...button }: Props) {
  const [outcome, setOutcome] = useState<'copied' | 'failed'>();
  useEffect(() => {
    const timer = setTimeout(() => setOutcome(undefined), 2_000);
    return () => clearTimeout(timer);
  }, [outcome]);
  const copy = async (place: HTMLElement) => {
    const copied = await navigator.clipboard?.writeText(value).then(
      () => true,
      () => false,
    );
    setOutcome(copied || copyByHand(value, place) ? 'copied' : 'failed');
  };
  return (
    <Button
      variant="default"
      {...button}
      aria-label={outcome ? undefined : name}
      onClick={(event) => void copy(event.currentTarget.parentElement!)}
    >
      {outcome === 'copied' ? 'Copied' : outcome === 'failed' ? 'Copy it by hand' : label}
    </Button>
  );
}

/** @param place within a dialog, only what is in it can be selected */
function copyByHand(value: string, place: HTMLElement): boolean {
  const field = Object.assign(document.createElement('textarea'), { value });
  field.style.cssText = 'position:fixed;opacity:0';
  place.append(field);
  field.select();
  const copied = document.execCommand('copy');
  field.remove();
  return copied;
}
