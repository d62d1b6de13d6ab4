import type { Limits } from '../../shared/contract/keys.panel.ts';
import { useMay } from '../may.ts';
import { Section } from '../components/section.tsx';
import { SettingsCard } from '../components/settings-card.tsx';
import { LimitFields } from './limit-fields.tsx';

/** Limits for all keys of an app together. */
export function AppLimits({ limits }: { limits: Limits }) {
  const mayChange = useMay('admin');
  return (
    <Section
      id="limits"
      title="Limits"
      about="For all keys of the app together. Each key can have its own limits too."
    >
      <SettingsCard intent="limits" does="Save limits" mayChange={mayChange}>
        {(problem) => (
          <LimitFields
            limits={limits}
            empty="Empty or 0 means no limit."
            problem={problem?.fields['limits']}
            disabled={!mayChange}
          />
        )}
      </SettingsCard>
    </Section>
  );
}
