import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { ensembleCard } from './ensemble-card.ts';
import type { EnsembleMetrics, MemberMetrics } from './evaluate.ts';
import { readJson } from './json-files.ts';
import { modelCard } from './model-card.ts';
import { cnnFacts, mlpFacts, type ModelFacts } from './model-facts.ts';
import { digestVersion, modelVersion } from './model-manifest.ts';
import { places } from './places.ts';
import { readCrossValidation } from './select.ts';

interface Card {
  readonly path: string;
  readonly content: string;
}

/** The cards of both models and of the ensemble, from the measured numbers on disk. */
export function renderCards(): Card[] {
  const metrics = readJson<EnsembleMetrics>(join(places.data, 'ensemble-metrics.json'));
  const crossValidation = readCrossValidation();
  return [
    renderModelCard(places.cnn, cnnFacts(crossValidation.chosen.recipe.cnn), metrics),
    renderModelCard(places.mlp, mlpFacts(crossValidation.chosen.recipe.mlp), metrics),
    { path: places.ensembleCard, content: ensembleCard(metrics, crossValidation) },
  ];
}

export function writeCards(): void {
  for (const { path, content } of renderCards()) {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, content);
  }
}

function renderModelCard(model: string, facts: ModelFacts, { evaluations }: EnsembleMetrics): Card {
  const metrics = readJson<MemberMetrics>(join(model, 'metrics.json'));
  const digests = digestVersion(join(model, modelVersion));
  return { path: join(model, 'card.md'), content: modelCard(facts, metrics, digests, evaluations) };
}
