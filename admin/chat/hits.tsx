import { Badge, Group, Progress, Text } from '@mantine/core';
import type { Citation } from '../../shared/contract/chat.ts';
import type { FoundPassage } from '../../shared/contract/conversations.panel.ts';
import type { Hit } from '../../shared/contract/playground.panel.ts';

type Ranks = Partial<Pick<Hit, 'coverage' | 'lexical_rank' | 'vector_rank'>>;
type Props = { hits: (FoundPassage & Ranks)[]; open: (citation: Citation) => void };

/** Passages that were found, with their scores. */
export const Hits = ({ hits, open }: Props) => (
  <ol className="hits">
    {hits.map((hit) => (
      <HitRow key={hit.chunk_id} hit={hit} open={open} />
    ))}
  </ol>
);

function HitRow({ hit, open }: { hit: Props['hits'][number]; open: Props['open'] }) {
  const location = [
    hit.document_name,
    ...hit.headings,
    ...(hit.page === null ? [] : [`page ${hit.page}${hit.ocr ? ' (OCR)' : ''}`]),
  ];
  const show = () => open({ ...hit, index: hit.source ?? 0, quote: hit.text.slice(0, 300) });
  const no = (rank: number | null | undefined) => (rank ? ` (no. ${rank})` : '');
  const scores = [
    hit.bm25 !== null && `BM25 ${hit.bm25.toFixed(2)}${no(hit.lexical_rank)}`,
    hit.cosine !== null && `cosine ${hit.cosine.toFixed(3)}${no(hit.vector_rank)}`,
    hit.coverage !== undefined && `words cover ${Math.round(hit.coverage * 100)} %`,
  ].filter(Boolean);
  return (
    <li>
      <Group gap={8} wrap="nowrap" justify="space-between">
        <button type="button" className="plain" onClick={show}>
          {location.join(' › ')}
        </button>
        {hit.source !== null && (
          <Badge size="sm" tt="none" style={{ flexShrink: 0 }}>
            source {hit.source}
          </Badge>
        )}
      </Group>
      <Group gap={8} wrap="nowrap" my={4}>
        <Progress
          value={hit.score * 100}
          size="sm"
          style={{ flex: 1 }}
          aria-label={`Score of ${hit.document_name}`}
        />
        <Text size="xs" fw={600} className="number">
          {hit.score.toFixed(3)}
        </Text>
      </Group>
      {scores.length > 0 && (
        <Text size="xs" c="dimmed" className="number">
          {scores.join(' · ')}
        </Text>
      )}
      <Text size="xs" dir="auto" lineClamp={2} mt={2}>
        {hit.text}
      </Text>
    </li>
  );
}
