import { Alert, Button, Card, Group, Stack, Switch, Text } from '@mantine/core';
import { redirect } from '@remix-run/node';
import {
  Link,
  useLoaderData,
  useParams,
  useSearchParams,
  type ShouldRevalidateFunction,
} from '@remix-run/react';
import { lazy, Suspense, useEffect, useRef, useState } from 'react';
import { z } from 'zod';
import type { Citation } from '../../shared/contract/chat.ts';
import { UpdateApp } from '../../shared/contract/apps.panel.ts';
import { EvaluatedSettings } from '../../shared/contract/evaluations.ts';
import { signedIn } from '../api.server.ts';
import { PageHead } from '../components/page-head.tsx';
import { evaluateFirst } from '../evaluations/evaluate-first.server.ts';
import { formAction, onSubmit } from '../form-action.server.ts';
import { may, useMay } from '../may.ts';
import { roleInApp } from '../role-in-app.server.ts';
import { useApp } from '../tenancy/app.route.tsx';
import { PassageDrawer } from './passage-drawer.tsx';
import { readStored } from './read-stored.server.ts';
import { Composer, Talk } from './talk.tsx';
import { TraceView } from './trace.tsx';
import { useConversation } from './use-conversation.ts';
import { settingsOf, useTried } from './use-tried.ts';

/** Loaded when it is opened. */
const TrySettings = lazy(async () => ({ default: (await import('./try-settings.tsx')).TrySettings }));

/** The conversations in the address: `session`, and beside it `other`, with the saved settings. */
export const loader = signedIn(async ({ context: { api }, params, request }, admin) => {
  const search = new URL(request.url).searchParams;
  const app_id = params['appId']!;
  const mayRead = may({ role: await roleInApp(api, admin, app_id) }, 'analyst');
  const read = async (name: string) => (mayRead ? readStored(api, app_id, search.get(name)) : null);
  const [session, other] = await Promise.all([read('session'), read('other')]);
  return { session, other, isMissing: mayRead && search.has('session') && !session };
});

/** The address changes while a conversation goes on: what it names is on the page already. */
export const shouldRevalidate: ShouldRevalidateFunction = ({
  formMethod,
  currentUrl,
  nextUrl,
  defaultShouldRevalidate,
}) => Boolean(formMethod || currentUrl.pathname !== nextUrl.pathname) && defaultShouldRevalidate;

const Saved = z.object({
  ...EvaluatedSettings.shape,
  despite_evaluation: UpdateApp.shape.despite_evaluation,
  evaluate_first: z.boolean().optional(),
});

export const action = formAction({
  save: onSubmit(Saved, async ({ evaluate_first, despite_evaluation, ...settings }, { api, ids }) => {
    const app_id = ids['app_id']!;
    if (!evaluate_first) return api.apps.update({ app_id, ...settings, despite_evaluation });
    await evaluateFirst(api, app_id, settings);
    throw redirect(`/apps/${app_id}/evaluations`);
  }),
});

export { PlaygroundOfApp as default };

/** Another app starts another conversation. */
function PlaygroundOfApp() {
  const { appId } = useParams();
  return <Playground key={appId} appId={appId!} />;
}

type Side = 'session' | 'other';

function Playground({ appId }: { appId: string }) {
  const loaded = useLoaderData<typeof loader>();
  const { settings } = useApp();
  const keepIn = useAddress();
  const main = useConversation(appId, loaded.session, keepIn.session);
  const other = useConversation(appId, loaded.other, keepIn.other);
  const { tried, change, reset } = useTried(appId, settings);
  const isChanged = Object.keys(tried).length > 0;
  const [isTrying, setTrying] = useState(false);
  const [isCompared, setCompared] = useState(loaded.other !== null);
  const [chosen, setChosen] = useState<{ side: Side; id: number }>();
  const [citation, setCitation] = useState<Citation | null>(null);
  const mayAsk = useMay('analyst');
  const clear = () => {
    setChosen(undefined);
    main.clear();
    other.clear();
  };
  useEffect(() => {
    // A link to the page without a conversation begins a new one.
    if (keepIn.isLeft()) clear();
  });
  const shown =
    (chosen?.side === 'other' ? other : main).turns.find(({ id }) => id === chosen?.id) ?? main.turns.at(-1);
  const talk = (side: Side, label: string) => (
    <Talk
      label={label}
      turns={side === 'other' ? other.turns : main.turns}
      isBeside={isCompared}
      shown={shown}
      choose={({ id }) => setChosen({ side, id })}
      open={setCitation}
    />
  );
  const composer = (
    <Composer
      appId={appId}
      running={main.running || other.running}
      ask={(question) => {
        setChosen(undefined);
        void main.ask(question, isChanged ? settingsOf(tried) : undefined);
        if (isCompared) void other.ask(question);
      }}
      stop={() => {
        main.stop();
        other.stop();
      }}
    />
  );
  return (
    <Stack gap="lg">
      <PageHead
        order={2}
        title="Playground"
        about="Questions are saved and billed."
        action={
          <Group gap="xs">
            {main.session && (
              <Button
                component={Link}
                to={`/apps/${appId}/conversations/${main.session}`}
                variant="subtle"
                size="sm"
              >
                Transcript
              </Button>
            )}
            {main.turns.length > 0 && (
              <Button variant="default" size="sm" onClick={clear}>
                New conversation
              </Button>
            )}
            {mayAsk && (
              <Button
                variant={isChanged ? 'light' : 'default'}
                size="sm"
                aria-expanded={isTrying}
                onClick={() => setTrying(!isTrying)}
              >
                {isChanged ? `Settings (${Object.keys(tried).length} changed)` : 'Settings'}
              </Button>
            )}
          </Group>
        }
      />
      {loaded.isMissing && main.turns.length === 0 && (
        <Alert color="yellow" variant="light">
          The conversation in the address no longer exists. Your next question begins a new one.
        </Alert>
      )}
      {isTrying && (
        <Suspense>
          <TrySettings tried={tried} change={change} reset={reset} />
        </Suspense>
      )}
      {(isChanged || isCompared) && (
        <Switch
          label="Ask with the saved settings too, side by side"
          checked={isCompared}
          onChange={(event) => setCompared(event.currentTarget.checked)}
        />
      )}
      <div className="playground" data-compared={isCompared ? '' : undefined}>
        {isCompared && (
          <Card withBorder padding={0} className="talk">
            <Text className="side">Saved settings</Text>
            {talk('other', 'Conversation with the saved settings')}
          </Card>
        )}
        <Card withBorder padding={0} className="talk">
          {isCompared && <Text className="side">{isChanged ? 'Changed settings' : 'Saved settings'}</Text>}
          {talk('session', 'Conversation')}
          {!isCompared && composer}
        </Card>
        {isCompared && (
          <Card withBorder padding={0} className="across">
            {composer}
          </Card>
        )}
        <Card withBorder padding={0} component="section" aria-label="Trace of the answer" className="trace">
          <TraceView appId={appId} turn={shown} open={setCitation} />
        </Card>
      </div>
      <PassageDrawer appId={appId} citation={citation} close={() => setCitation(null)} />
    </Stack>
  );
}

/** Keeps the ids of the conversations in the address, so that a reload shows them again. */
function useAddress() {
  const [search, setSearch] = useSearchParams();
  const kept = useRef({ session: search.get('session'), other: search.get('other') });
  const wasThere = useRef(false);
  const put = (side: Side) => (id: string | undefined) => {
    kept.current = { ...kept.current, [side]: id ?? null };
    const named = Object.entries(kept.current).flatMap(([name, value]) => (value ? [[name, value]] : []));
    wasThere.current = false;
    setSearch(named as [string, string][], { replace: true, preventScrollReset: true });
  };
  return {
    session: put('session'),
    other: put('other'),
    /** Whether the address has lost the conversation that it named. */
    isLeft: () => {
      const isThere = search.has('session');
      const left = wasThere.current && !isThere && kept.current.session !== null;
      wasThere.current = isThere;
      return left;
    },
  };
}
