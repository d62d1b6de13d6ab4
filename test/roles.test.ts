// Who may call what in the panel: the table of every procedure of the router with the least role it needs.
import { describe, expect, test } from 'vitest';
import { createCaller, router } from '../server/transport/trpc/router.ts';
import { reaches, roles, type Role } from '../shared/contract/index.ts';
import { openLog } from '../shared/platform/log.ts';

/** null: also for who is not signed in. */
const least: Record<string, Role | null> = {
  'session.signIn': null,
  'session.signOut': null,
  'session.current': null,
  'session.enterCode': null,
  'session.setPassword': null,
  'session.getInvitation': null,
  'session.acceptInvitation': null,
  'session.stage': null,
  'session.mail': null,
  'session.requestReset': null,
  'session.getReset': null,
  'session.resetPassword': null,
  'account.get': 'viewer',
  'account.changePassword': 'viewer',
  'account.chooseMails': 'viewer',
  'account.startTotp': 'viewer',
  'account.confirmTotp': 'viewer',
  'account.removeTotp': 'viewer',
  'account.renewRecoveryCodes': 'viewer',
  'account.endLogin': 'viewer',
  'account.endOtherLogins': 'viewer',
  'team.list': 'owner',
  'team.invite': 'owner',
  'team.withdrawInvitation': 'owner',
  'team.changeRole': 'owner',
  'team.remove': 'owner',
  'team.resetTotp': 'owner',
  'chat.sendMessage': 'analyst',
  'chat.stop': 'analyst',
  'chat.replay': 'analyst',
  'documents.upload': 'admin',
  'documents.replace': 'admin',
  'documents.refresh': 'admin',
  'sources.list': 'viewer',
  'sources.create': 'admin',
  'sources.get': 'viewer',
  'sources.update': 'admin',
  'sources.delete': 'admin',
  'sources.refresh': 'admin',
  'sources.pages': 'viewer',
  'documents.list': 'viewer',
  'documents.get': 'viewer',
  'documents.delete': 'admin',
  'embedding.get': 'viewer',
  'embedding.estimate': 'viewer',
  'embedding.start': 'admin',
  'embedding.list': 'viewer',
  'embedding.getSwitch': 'viewer',
  'embedding.confirm': 'admin',
  'embedding.resume': 'admin',
  'embedding.cancel': 'admin',
  'search.documents': 'analyst',
  'sessions.list': 'analyst',
  'sessions.get': 'analyst',
  'sessions.delete': 'admin',
  'evaluations.list': 'analyst',
  'evaluations.create': 'admin',
  'evaluations.get': 'analyst',
  'evaluations.update': 'admin',
  'evaluations.delete': 'admin',
  'evaluations.questions': 'analyst',
  'evaluations.addQuestions': 'analyst',
  'evaluations.updateQuestion': 'analyst',
  'evaluations.deleteQuestion': 'analyst',
  'evaluations.runs': 'analyst',
  'evaluations.start': 'analyst',
  'evaluations.getRun': 'analyst',
  'evaluations.cancel': 'analyst',
  'evaluations.resume': 'analyst',
  'evaluations.results': 'analyst',
  'evaluations.compare': 'analyst',
  'evaluationFiles.questions': 'analyst',
  'evaluationFiles.results': 'analyst',
  'curatedAnswers.list': 'viewer',
  'curatedAnswers.create': 'admin',
  'curatedAnswers.get': 'viewer',
  'curatedAnswers.update': 'admin',
  'curatedAnswers.delete': 'admin',
  'settingsHistory.list': 'viewer',
  'handovers.request': 'analyst',
  'handovers.list': 'analyst',
  'handovers.update': 'analyst',
  'unanswered.list': 'analyst',
  'unanswered.review': 'analyst',
  'usage.get': 'viewer',
  'status.get': 'viewer',
  'feedback.give': 'analyst',
  'erasures.request': 'admin',
  'erasures.get': 'admin',
  'erasures.list': 'admin',
  'erasures.signingKeys': 'viewer',
  'apps.list': 'viewer',
  'apps.names': 'viewer',
  'apps.get': 'viewer',
  'apps.create': 'admin',
  'apps.update': 'admin',
  'apps.restoreSettings': 'admin',
  'apps.archive': 'admin',
  'apps.erase': 'owner',
  'workspaces.list': 'viewer',
  'workspaces.get': 'viewer',
  'workspaces.create': 'admin',
  'workspaces.update': 'admin',
  'workspaces.archive': 'admin',
  'workspaces.erase': 'owner',
  'receipts.list': 'admin',
  'audit.list': 'admin',
  'encryption.get': 'viewer',
  'encryption.rotateMaster': 'owner',
  'encryption.rotateApp': 'owner',
  'audit.verify': 'admin',
  'library.list': 'viewer',
  'library.view': 'viewer',
  'library.passage': 'viewer',
  'library.retry': 'admin',
  'library.change': 'admin',
  'library.delete': 'admin',
  'conversations.list': 'analyst',
  'conversations.relevance': 'analyst',
  'conversations.trace': 'analyst',
  'conversations.reviews': 'analyst',
  'receipts.preview': 'admin',
  'playground.ask': 'analyst',
  'overview.get': 'viewer',
  'overview.firstSteps': 'viewer',
  'overview.noteFirstStep': 'admin',
  'jobs.get': 'viewer',
  'jobs.retry': 'admin',
  'jobs.retryDeadLetters': 'admin',
  'jobs.discardDeadLetters': 'admin',
  'system.get': 'viewer',
  'system.testModel': 'admin',
  'keys.list': 'viewer',
  'keys.create': 'admin',
  'keys.revoke': 'admin',
  'prices.list': 'viewer',
  'prices.preview': 'viewer',
  'prices.set': 'admin',
  'prices.reprice': 'admin',
  'plans.get': 'viewer',
  'plans.set': 'admin',
  'notices.list': 'viewer',
  'notices.dismiss': 'admin',
  'budgets.list': 'viewer',
  'budgets.set': 'admin',
  'invoices.list': 'viewer',
  'invoices.get': 'viewer',
  'invoices.print': 'viewer',
  'invoices.pay': 'admin',
  'identity.get': 'viewer',
  'identity.remove': 'admin',
  'identity.renew': 'admin',
  'invoices.credit': 'admin',
  'aggregation.list': 'viewer',
  'aggregation.run': 'admin',
  'keys.rotate': 'admin',
  'keys.limit': 'admin',
  'limits.get': 'viewer',
  'limits.set': 'admin',
  'widget.get': 'viewer',
  'widgetEditor.save': 'admin',
  'webhooks.list': 'viewer',
  'webhooks.create': 'admin',
  'webhooks.disable': 'admin',
  'webhooks.rotateSecret': 'admin',
  'webhooks.test': 'admin',
  'webhooks.deliveries': 'viewer',
  'webhooks.replay': 'admin',
  'costs.get': 'viewer',
  'costs.export': 'viewer',
  'keys.allowOrigins': 'admin',
  'widgetEditor.get': 'viewer',
  'exports.request': 'admin',
  'exports.get': 'admin',
  'exports.list': 'admin',
  'privacy.retention': 'admin',
  'privacy.setRetention': 'admin',
  'privacy.setHold': 'admin',
};

const actors = [null, ...roles];
const cases = Object.entries(least).flatMap(([path, needed]) =>
  actors.map((role) => [role ?? 'nobody', path, role, needed] as const),
);

const adminOf = (role: Role) => ({ adminId: 'adm_1', email: 'someone@example.com', role });

/** What a call comes to on a service that can do nothing: it gets no further than the question of the role. */
async function answerOf(path: string, role: Role | null): Promise<string> {
  const caller = createCaller({
    service: { log: openLog({ logLevel: 'silent' }) } as never,
    admin: role && adminOf(role),
    login: role && { loginId: 'login_1', admin: adminOf(role), stage: 'open' },
    requestId: 'req_1',
    signal: new AbortController().signal,
  });
  const [group, name] = path.split('.') as [string, string];
  try {
    await (caller as any)[group][name]({ app_id: 'app_1' });
    return 'answered';
  } catch (error: any) {
    return error.cause?.code ?? error.code;
  }
}

describe('the roles of the panel', () => {
  test('are asked for at every procedure, as the table above says', () => {
    const declared = Object.entries(router._def.procedures as unknown as Record<string, Procedure>);
    expect(Object.fromEntries(declared.map(([path, { _def }]) => [path, _def.meta?.role]))).toEqual(least);
  });

  test.each(cases)('answer %s at %s', async (_name, path, role, needed) => {
    const answer = await answerOf(path, role);
    // Steps of a login ask for that login, whatever the role.
    if (needed === null) expect(answer).not.toBe('missing_role');
    else if (role && reaches(role, needed)) expect(['not_signed_in', 'missing_role']).not.toContain(answer);
    else expect(answer).toBe(role ? 'missing_role' : 'not_signed_in');
  });
});

type Procedure = { _def: { meta?: { role: Role | null } } };
