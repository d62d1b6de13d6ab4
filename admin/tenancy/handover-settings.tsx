import { Select, Textarea, TextInput } from '@mantine/core';
import { useState } from 'react';
import type { HandoverOffer } from '../../shared/contract/handover-offer.ts';
import { Section } from '../components/section.tsx';
import { SettingsCard } from '../components/settings-card.tsx';
import { useMay } from '../may.ts';

const kinds = [
  { value: 'off', label: 'Nothing' },
  { value: 'email', label: 'An e-mail address' },
  { value: 'link', label: 'A link' },
  { value: 'form', label: 'A form' },
];

/** What the app offers to visitors who want a person. */
export function HandoverSettings({ handover }: { handover: HandoverOffer | null }) {
  const mayChange = useMay('admin');
  const [kind, setKind] = useState<string>(handover?.kind ?? 'off');
  return (
    <Section
      id="handover"
      title="Hand-over to a person"
      about="Offered where nothing was found, and to visitors who ask for a person. A form is kept under Conversations, and is sent nowhere else."
    >
      <SettingsCard intent="handover" does="Save hand-over" mayChange={mayChange}>
        {(problem) => (
          <>
            <Select
              name="kind"
              label="What is offered"
              data={kinds}
              value={kind}
              onChange={(value) => setKind(value ?? 'off')}
              allowDeselect={false}
              disabled={!mayChange}
            />
            {kind === 'email' && (
              <TextInput
                name="address"
                type="email"
                label="E-mail address"
                required
                defaultValue={handover?.kind === 'email' ? handover.address : ''}
                error={problem?.fields['handover.address']}
                disabled={!mayChange}
              />
            )}
            {kind === 'link' && (
              <TextInput
                name="url"
                type="url"
                label="Address of the page"
                required
                defaultValue={handover?.kind === 'link' ? handover.url : ''}
                error={problem?.fields['handover.url']}
                disabled={!mayChange}
              />
            )}
            {kind === 'form' && (
              <Textarea
                name="consent"
                label="Consent"
                description="Visitors must agree to this text before they can send the form."
                required
                autosize
                minRows={2}
                maxRows={6}
                maxLength={1000}
                defaultValue={handover?.kind === 'form' ? handover.consent : ''}
                error={problem?.fields['handover.consent']}
                disabled={!mayChange}
              />
            )}
          </>
        )}
      </SettingsCard>
    </Section>
  );
}
