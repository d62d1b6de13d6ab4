import { Alert, Button, Card, Group, SimpleGrid, Stack, Switch, Text } from '@mantine/core';
import { redirect } from '@remix-run/node';
import { Link, useLoaderData, useParams, type ShouldRevalidateFunction } from '@remix-run/react';
import { lazy, Suspense, useState } from 'react';
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
import { ALL, filterOf, isAll, type Chosen } from './chosen.ts';
import { ChosenLine } from './chosen-line.tsx';
import { PassageDrawer } from './passage-drawer.tsx';
import { readStored } from './read-stored.server.ts';
import { Composer, Talk } from './talk.tsx';
import { TraceView } from './trace.tsx';
import { readAddress, useAddress } from './use-address.ts';
import { useConversation } from './use-conversation.ts';
import { toChosen, useNamed } from './use-named.ts';
import { settingsOf, useTried } from './use-tried.ts';

/** Loaded when it is opened. */
const TrySettings = lazy(async () => ({ default: (await import('./try-settings.tsx')).TrySettings }));
const DocumentChoice = lazy(async () => ({
  default: (await import('./document-choice.tsx')).DocumentChoice,
}));

/** What the address names: `session`, and beside it `other`, with the saved settings; the documents of each. */
export const loader = signedIn(async ({ context: { api }, params, request }, admin) => {
  const {
    session: first,
    other: second,
    chosen,
    otherChosen,
  } = readAddress(new URL(request.url).searchParams);
  const app_id = params['appId']!;
  const mayRead = may({ role: await roleInApp(api, admin, app_id) }, 'analyst');
  const read = async (id: string | null) => (mayRead ? readStored(api, app_id, id) : null);
  const [session, other, named] = await Promise.all([
    read(first),
    read(second),
    api.library.named({
      app_id,
      document_ids: [...chosen.documents, ...otherChosen.documents],
      tags: [...chosen.tags, ...otherChosen.tags],
    }),
  ]);
  return { session, other, named, isMissing: mayRead && first !== null && !session };
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
  const { address, put } = useAddress(() => clear());
  const { chosen, otherChosen, isCompared } = address;
  const main = useConversation(appId, loaded.session, (id) => put({ session: id ?? null }));
  const other = useConversation(appId, loaded.other, (id) => put({ other: id ?? null }));
  const isRunning = main.running || other.running;
  const { describe, note } = useNamed(appId, loaded.named, [chosen, otherChosen], isRunning);
  const { tried, change, reset } = useTried(appId, settings);
  const isChanged = Object.keys(tried).length > 0;
  const [isTrying, setTrying] = useState(false);
  const [isChoosing, setChoosing] = useState(false);
  const [looked, setLooked] = useState<{ side: Side; id: number }>();
  const [citation, setCitation] = useState<Citation | null>(null);
  const mayAsk = useMay('analyst');
  const clear = () => {
    setLooked(undefined);
    main.clear();
    other.clear();
  };
  const shown =
    (looked?.side === 'other' ? other : main).turns.find(({ id }) => id === looked?.id) ?? main.turns.at(-1);
  const only = (of: Chosen) => (isAll(of) ? undefined : describe(of).map(({ label }) => label));
  const restrict = (side: Side) => (next: Chosen) =>
    put(side === 'other' ? { otherChosen: next } : { chosen: next });
  /** Both sides differ in one thing: in their settings if they were changed, else in their documents. */
  const compare = (isWanted: boolean) =>
    put({
      isCompared: isWanted,
      ...(isWanted && isAll(otherChosen) && { otherChosen: isChanged ? chosen : ALL }),
    });
  const documentsOf = (side: Side) => {
    const items = describe(side === 'other' ? otherChosen : chosen);
    const drop = (values: string[]) =>
      restrict(side)(toChosen(items.map(({ value }) => value).filter((value) => !values.includes(value))));
    return <ChosenLine items={items} drop={mayAsk ? drop : undefined} />;
  };
  const askSide: Record<Side, (question: string) => void> = {
    session: (question) => {
      const settings = isChanged ? settingsOf(tried) : undefined;
      void main.ask(question, { settings, filter: filterOf(chosen), only: only(chosen) });
    },
    other: (question) => void other.ask(question, { filter: filterOf(otherChosen), only: only(otherChosen) }),
  };
  const talk = (side: Side, label: string) => (
    <Talk
      label={label}
      turns={side === 'other' ? other.turns : main.turns}
      isBeside={isCompared}
      shown={shown}
      choose={({ id }) => setLooked({ side, id })}
      open={setCitation}
      again={mayAsk && !isRunning ? askSide[side] : undefined}
    />
  );
  const composer = (
    <Composer
      appId={appId}
      running={isRunning}
      ask={(question) => {
        setLooked(undefined);
        askSide.session(question);
        if (isCompared) askSide.other(question);
      }}
      stop={() => {
        main.stop();
        other.stop();
      }}
    />
  );
  const sideName = isChanged ? 'Changed settings' : 'Saved settings';
  const howMany = chosen.documents.length + chosen.tags.length;
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
              <>
                <Button
                  variant={howMany > 0 ? 'light' : 'default'}
                  size="sm"
                  aria-expanded={isChoosing}
                  onClick={() => setChoosing(!isChoosing)}
                >
                  {howMany > 0 ? `Documents (${howMany} chosen)` : 'Documents'}
                </Button>
                <Button
                  variant={isChanged ? 'light' : 'default'}
                  size="sm"
                  aria-expanded={isTrying}
                  onClick={() => setTrying(!isTrying)}
                >
                  {isChanged ? `Settings (${Object.keys(tried).length} changed)` : 'Settings'}
                </Button>
              </>
            )}
          </Group>
        }
      />
      {loaded.isMissing && main.turns.length === 0 && (
        <Alert color="yellow" variant="light">
          The conversation in the address no longer exists. Your next question begins a new one.
        </Alert>
      )}
      {isChoosing && (
        <Suspense>
          <Card withBorder padding="lg" component="section" aria-label="Choice of documents">
            <SimpleGrid cols={{ base: 1, sm: isCompared ? 2 : 1 }} spacing="md">
              {isCompared && (
                <DocumentChoice
                  appId={appId}
                  label="Documents on the left"
                  chosen={describe(otherChosen)}
                  change={restrict('other')}
                  note={note}
                />
              )}
              <DocumentChoice
                appId={appId}
                label={isCompared ? 'Documents on the right' : 'Documents to search'}
                chosen={describe(chosen)}
                change={restrict('session')}
                note={note}
              />
            </SimpleGrid>
          </Card>
        </Suspense>
      )}
      {isTrying && (
        <Suspense>
          <TrySettings tried={tried} change={change} reset={reset} />
        </Suspense>
      )}
      {mayAsk && (isChanged || howMany > 0 || isCompared) && (
        <Switch
          label={
            isChanged || howMany === 0
              ? 'Ask with the saved settings too, side by side'
              : 'Ask other documents too, side by side'
          }
          checked={isCompared}
          onChange={(event) => compare(event.currentTarget.checked)}
        />
      )}
      <div className="playground" data-compared={isCompared ? '' : undefined}>
        {isCompared && (
          <Card withBorder padding={0} className="talk">
            <Text className="side">Saved settings</Text>
            {documentsOf('other')}
            {talk('other', 'Conversation with the saved settings')}
          </Card>
        )}
        <Card withBorder padding={0} className="talk">
          {isCompared && <Text className="side">{sideName}</Text>}
          {(isCompared || howMany > 0) && documentsOf('session')}
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
