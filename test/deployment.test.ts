// The files in deploy/ and docker-compose.yml name things that exist: variables, metrics, volumes, ports, commands.
import { globSync, existsSync, readFileSync } from 'node:fs';
import { DCLinter } from 'dclint';
import * as apps from 'kubernetes-models/apps/v1';
import * as autoscaling from 'kubernetes-models/autoscaling/v2';
import * as batch from 'kubernetes-models/batch/v1';
import * as networking from 'kubernetes-models/networking.k8s.io/v1';
import * as policy from 'kubernetes-models/policy/v1';
import * as core from 'kubernetes-models/v1';
import { collectDefaultMetrics } from 'prom-client';
import { describe, expect, test } from 'vitest';
import { parse, parseAllDocuments } from 'yaml';
import { variables } from '../shared/platform/environment.ts';
import { DEAD_LETTERS, jobs } from '../shared/platform/jobs.ts';
import { openMetrics } from '../shared/platform/telemetry/metrics.ts';

const read = (path: string) => readFileSync(new URL(`../${path}`, import.meta.url), 'utf8');
/** Of Node and of Postgres' image, of Kubernetes' secret, and of Caddy. */
const known = new Set([...variables, 'NODE_ENV', 'NODE_COMPILE_CACHE']);

type Container = {
  name: string;
  command?: string[];
  env?: { name: string }[];
  envFrom: { configMapRef?: { name: string }; secretRef?: { name: string } }[];
  ports?: { name: string }[];
  volumeMounts: { name: string }[];
  resources: { limits?: { memory?: string } };
  securityContext: { readOnlyRootFilesystem?: boolean; allowPrivilegeEscalation?: boolean };
  readinessProbe?: { httpGet: { path: string; port: string } };
};
type Pod = {
  containers: Container[];
  securityContext: { runAsNonRoot?: boolean };
  volumes: { name: string; persistentVolumeClaim?: { claimName: string } }[];
};
type Resource = {
  apiVersion: string;
  kind: string;
  metadata: { name: string };
  data?: Record<string, string>;
  spec: Record<string, any>;
};
type Model = new (resource: never) => { validate(): void };
/** The kinds of each API version. */
const models: Record<string, Record<string, Model>> = {
  v1: core,
  'apps/v1': apps,
  'autoscaling/v2': autoscaling,
  'batch/v1': batch,
  'networking.k8s.io/v1': networking,
  'policy/v1': policy,
};

describe('Kubernetes', () => {
  const { resources, secretGenerator } = parse(read('deploy/kubernetes/kustomization.yaml')) as {
    resources: string[];
    secretGenerator: { name: string }[];
  };
  const all = resources.flatMap((file) =>
    parseAllDocuments(read(`deploy/kubernetes/${file}`)).map((document) => {
      if (document.errors.length > 0) throw new Error(`${file}: ${document.errors[0]!.message}`);
      return document.toJS() as Resource;
    }),
  );
  const named = (kind: string) => all.filter((resource) => resource.kind === kind);
  const podOf = ({ kind, spec }: Resource): Pod =>
    (kind === 'CronJob' ? spec['jobTemplate'].spec.template : spec['template']).spec;
  const workloads = all.filter(({ kind }) => kind === 'Deployment' || kind === 'CronJob');

  test('every file of the folder is listed', () => {
    const files = globSync('deploy/kubernetes/*.yaml').map((file) => file.split('/').at(-1)!);
    expect(files.sort()).toEqual([...resources, 'kustomization.yaml'].sort());
    for (const { apiVersion, kind, metadata } of all)
      expect([apiVersion, kind, metadata.name]).not.toContain(undefined);
  });

  test('every resource keeps to the schema of Kubernetes', () => {
    for (const resource of all) {
      const { apiVersion, kind, metadata } = resource;
      const Model = models[apiVersion]![kind]!;
      expect(() => new Model(resource as never).validate(), `${kind} ${metadata.name}`).not.toThrow();
    }
  });

  test('workloads are hardened, bounded, and mount what exists', () => {
    const claims = named('PersistentVolumeClaim').map(({ metadata }) => metadata.name);
    const maps = named('ConfigMap').map(({ metadata }) => metadata.name);
    const secrets = secretGenerator.map(({ name }) => name);
    expect(workloads.map(({ metadata }) => metadata.name).sort()).toEqual([
      'docent-admin',
      'docent-api',
      'docent-backup',
      'docent-worker',
    ]);
    for (const workload of workloads) {
      const pod = podOf(workload);
      expect(pod.securityContext.runAsNonRoot).toBe(true);
      for (const { name, persistentVolumeClaim } of pod.volumes)
        if (persistentVolumeClaim) expect(claims, name).toContain(persistentVolumeClaim.claimName);
      for (const container of pod.containers) {
        expect(container.securityContext).toMatchObject({
          readOnlyRootFilesystem: true,
          allowPrivilegeEscalation: false,
        });
        expect(container.resources.limits?.memory).toBeDefined();
        for (const { name } of container.volumeMounts)
          expect(pod.volumes.map((volume) => volume.name)).toContain(name);
        for (const { configMapRef, secretRef } of container.envFrom) {
          if (configMapRef) expect(maps).toContain(configMapRef.name);
          if (secretRef) expect(secrets).toContain(secretRef.name);
        }
        for (const { name } of container.env ?? []) expect(known).toContain(name);
      }
    }
    for (const { data } of named('ConfigMap'))
      for (const name of Object.keys(data!)) expect(known).toContain(name);
  });

  test('services, budgets, scalers and the ingress lead to pods and ports that exist', () => {
    const labels = named('Deployment').map(({ spec }) => spec['template'].metadata.labels);
    for (const { spec } of [...named('Service'), ...named('PodDisruptionBudget'), ...named('Deployment')]) {
      const selector = spec['selector'].matchLabels ?? spec['selector'];
      expect(labels).toContainEqual(selector);
    }
    for (const { spec, metadata } of named('Service')) {
      const { containers } = podOf(named('Deployment').find((it) => it.metadata.name === metadata.name)!);
      for (const { targetPort } of spec['ports'])
        expect(containers[0]!.ports!.map(({ name }) => name)).toContain(targetPort);
    }
    const services = named('Service').map(({ metadata }) => metadata.name);
    for (const { spec } of named('Ingress'))
      for (const { http } of spec['rules'])
        for (const { backend } of http.paths) expect(services).toContain(backend.service.name);
    for (const { spec } of named('HorizontalPodAutoscaler'))
      expect(named('Deployment').map(({ metadata }) => metadata.name)).toContain(spec['scaleTargetRef'].name);
  });
});

describe('docker-compose.yml', () => {
  const compose = parse(read('docker-compose.yml'), { merge: true }) as {
    services: Record<
      string,
      {
        image: string;
        environment?: Record<string, string>;
        volumes?: string[];
        read_only?: boolean;
        depends_on?: Record<string, unknown>;
        deploy?: { resources: { limits: { memory: string } } };
        healthcheck?: object;
        command?: string[];
      }
    >;
    volumes: Record<string, unknown>;
  };
  const services = Object.entries(compose.services);
  const ours = services.filter(([, { image }]) => image === 'docent');

  test('keeps to the schema of Compose', () => {
    // The proxy's ports are the ones that the world may reach.
    const rules = { 'no-unbound-port-interfaces': 0 as const };
    const linter = new DCLinter({ rules, quiet: true, debug: false, exclude: [] });
    const found = linter.lintFiles(['docker-compose.yml'], false);
    expect(found.map(({ filePath }) => filePath)).toEqual(['docker-compose.yml']);
    expect(found.flatMap(({ messages }) => messages.filter(({ type }) => type === 'error'))).toEqual([]);
  });

  test('names variables, volumes and services that exist', () => {
    for (const [name, { environment = {}, volumes = [], depends_on = {} }] of services) {
      if (compose.services[name]!.image === 'docent')
        for (const variable of Object.keys(environment)) expect(known, name).toContain(variable);
      for (const volume of volumes) {
        const [from] = volume.split(':');
        if (/^[a-z]/.test(from!)) expect(Object.keys(compose.volumes), volume).toContain(from);
      }
      for (const other of Object.keys(depends_on)) expect(Object.keys(compose.services)).toContain(other);
    }
  });

  test('passes on all settings of mail and of sign-in', () => {
    const wanted = variables.filter((name) => /^(SMTP|MAIL|OIDC)_/.test(name));
    expect(wanted.length).toBeGreaterThan(10);
    for (const [name, { environment }] of ours)
      if (name !== 'backup') expect(Object.keys(environment!), name).toEqual(expect.arrayContaining(wanted));
  });

  test('pins its images and bounds what runs', () => {
    for (const [name, { image }] of services)
      if (image !== 'docent') expect(image, name).toMatch(/:.*\d+\.\d+/);
    expect(ours.map(([name]) => name)).toEqual(['api', 'worker', 'admin', 'backup']);
    for (const [name, service] of ours) {
      expect(service.read_only, name).toBe(true);
      if (name !== 'backup') expect(service.deploy?.resources.limits.memory, name).toBeDefined();
    }
    for (const [name, { healthcheck }] of services)
      if (name !== 'worker' && name !== 'backup') expect(healthcheck, name).toBeDefined();
  });
});

test('alerts and dashboard ask for metrics, labels and queues that exist', async () => {
  const { registry } = openMetrics();
  collectDefaultMetrics({ register: registry });
  const metrics = await registry.getMetricsAsJSON();
  const names = metrics.flatMap(({ name, type }) =>
    String(type) === 'histogram' ? [`${name}_bucket`, `${name}_sum`, `${name}_count`] : [name],
  );
  const { groups } = parse(read('deploy/prometheus/docent.rules.yml')) as {
    groups: {
      rules: { alert: string; expr: string; annotations: { summary: string; description: string } }[];
    }[];
  };
  const { panels } = JSON.parse(read('deploy/grafana/docent.json')) as {
    panels: { title: string; targets: { expr: string }[] }[];
  };
  const rules = groups.flatMap((group) => group.rules);
  expect(rules.length).toBeGreaterThan(5);
  const asked = [
    ...rules.map(({ alert, expr }) => [alert, expr] as const),
    ...panels.flatMap(({ title, targets }) => targets.map(({ expr }) => [title, expr] as const)),
  ];
  for (const [where, expr] of asked) {
    const found = expr.match(/\b(docent|process|nodejs)_[a-z0-9_]+/g) ?? [];
    expect(found.length, where).toBeGreaterThan(0);
    for (const name of found) expect(names, where).toContain(name);
    for (const [, queue] of expr.matchAll(/queue!?="([^"]+)"/g))
      expect([...Object.keys(jobs), DEAD_LETTERS]).toContain(queue);
  }
  for (const { alert, annotations } of rules)
    expect([annotations.summary, annotations.description].every(Boolean), alert).toBe(true);
});

test('units of systemd start files that exist and name variables that exist', () => {
  for (const unit of globSync('deploy/systemd/*.service')) {
    const text = read(unit);
    for (const [, file] of text.matchAll(/node ((?:commands\/)?[\w-]+\.[jt]s)/g))
      expect(existsSync(file!), `${unit}: ${file}`).toBe(true);
    for (const [, line] of text.matchAll(/^Environment=(.*)$/gm))
      for (const pair of line!.split(' ')) expect(known).toContain(pair.split('=')[0]);
  }
});
