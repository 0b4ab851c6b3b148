import { workloadsIn } from '@slipway/deploy-parity';
import { fieldOf, listOf, textOf } from '@slipway/deploy-plan';
import { at, type Rule } from './rule.ts';

/** Below are the users of distributions and of the images of others. */
const LOWEST_OWN_USER = 10_001;
/** Images of others, whose files belong to a user of theirs. */
const USERS_OF_OTHERS: Readonly<Record<string, number>> = { postgres: 999 };
const SHARED_WITH_NODE = ['hostNetwork', 'hostPID', 'hostIPC', 'shareProcessNamespace'];

/** What somebody who took a service over could do with its node. */
export const confinedPods: Rule = {
  promise: 'confines every Pod: a user that is not root, the runtime’s seccomp profile, nothing of the node',
  find: ({ manifests }) =>
    workloadsIn(manifests).flatMap(({ name, podSpec }) => {
      const context = fieldOf(podSpec, 'securityContext');
      const user = Number(fieldOf(context, 'runAsUser'));
      return at(name, [
        fieldOf(context, 'runAsNonRoot') !== true && 'may run as root',
        !(user >= LOWEST_OWN_USER || user === USERS_OF_OTHERS[name]) && `runs as user ${user}`,
        !(Number(fieldOf(context, 'runAsGroup')) > 0) && 'runs in root’s group',
        textOf(context, 'seccompProfile', 'type') !== 'RuntimeDefault' &&
          'has no seccomp profile for all containers',
        fieldOf(podSpec, 'enableServiceLinks') !== false && 'gets a variable for every Service',
        ...SHARED_WITH_NODE.map((field) => fieldOf(podSpec, field) === true && `has ${field}`),
        ...listOf(podSpec, 'volumes').map(
          (volume) => fieldOf(volume, 'hostPath') !== undefined && 'mounts a folder of the node',
        ),
        ...listOf(podSpec, 'volumes').map(
          (volume) =>
            fieldOf(volume, 'emptyDir') !== undefined &&
            fieldOf(volume, 'emptyDir', 'sizeLimit') === undefined &&
            `volume ${textOf(volume, 'name')} has no limit of size`,
        ),
      ]);
    }),
};

export const confinedContainers: Rule = {
  promise: 'confines every container: a root that is read-only, no capability, no way to gain privileges',
  find: ({ manifests }) =>
    workloadsIn(manifests).flatMap(({ name, podSpec }) =>
      ['containers', 'initContainers']
        .flatMap((list) => listOf(podSpec, list))
        .flatMap((container) => {
          const context = fieldOf(container, 'securityContext');
          const ports = listOf(container, 'ports');
          return at(`${name}, container ${textOf(container, 'name')}`, [
            fieldOf(context, 'readOnlyRootFilesystem') !== true && 'can write to its root',
            fieldOf(context, 'allowPrivilegeEscalation') !== false && 'can gain privileges',
            fieldOf(context, 'privileged') === true && 'is privileged',
            listOf(context, 'capabilities', 'drop').join() !== 'ALL' && 'keeps capabilities',
            listOf(context, 'capabilities', 'add').length > 0 && 'gets capabilities',
            ports.some((port) => fieldOf(port, 'hostPort') !== undefined) && 'has a port of the node',
          ]);
        }),
    ),
};
