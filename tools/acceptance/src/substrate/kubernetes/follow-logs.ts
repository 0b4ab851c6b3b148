import type { KubeConfig } from '@kubernetes/client-node';
import { streamLines, type LineStream } from './stream-lines.ts';

export interface PodLogs {
  /** Reads the log of a pod until the pod is gone: from its beginning, or from so many seconds ago. */
  follow(service: string, pod: string, from?: { readonly sinceSeconds: number }): Promise<void>;
  of(service: string): readonly string[];
  stop(): void;
}

/** Collects what the pods of each service write, and keeps it when they are gone. */
export function followLogs(config: KubeConfig, namespace: string): PodLogs {
  const lines = new Map<string, string[]>();
  const streams: LineStream[] = [];
  const of = (service: string): string[] => {
    const found = lines.get(service) ?? [];
    lines.set(service, found);
    return found;
  };
  return {
    follow: async (service, pod, from) => {
      const since = from === undefined ? '' : `&sinceSeconds=${from.sinceSeconds}`;
      const path = `/api/v1/namespaces/${namespace}/pods/${pod}/log?follow=true&container=${service}${since}`;
      streams.push(await streamLines(config, path, (line) => of(service).push(line)));
    },
    of,
    stop: () => streams.forEach((stream) => stream.close()),
  };
}
