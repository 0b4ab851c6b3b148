import { clientDefinition, clientId } from '../clients/client.ts';

/** What an operator says about a client to be made, in a system of these services. */
export const newClient = (services: readonly string[]) =>
  clientDefinition
    .extend({
      id: clientId,
      scopes: clientDefinition.shape.scopes.default(['infer']),
      audiences: clientDefinition.shape.audiences
        .superRefine((names, context) => {
          const index = names.findIndex((name) => !services.includes(name));
          const [name] = names.slice(index);
          if (index >= 0)
            context.addIssue({ code: 'custom', path: [index], message: isNone(name ?? '', services) });
        })
        // `default` would let it through unchecked.
        .prefault(['gateway']),
    })
    .strict();

const isNone = (name: string, services: readonly string[]) =>
  `no service is called ${name}: expected one of ${services.join(', ')}, or declare it as an audience in clients.yaml`;
