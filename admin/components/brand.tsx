import { Group, Text, ThemeIcon } from '@mantine/core';

export function Brand() {
  return (
    <Group gap={10} wrap="nowrap">
      <ThemeIcon size={28} radius={8} aria-hidden>
        <svg
          width="16"
          height="16"
          viewBox="0 0 16 16"
          stroke="currentColor"
          strokeWidth="2"
          strokeLinecap="round"
        >
          <path d="M2 3.5h12M2 8h12M2 12.5h7" />
        </svg>
      </ThemeIcon>
      <Text fw={700} size="lg" lts="-0.02em">
        Docent
      </Text>
    </Group>
  );
}
