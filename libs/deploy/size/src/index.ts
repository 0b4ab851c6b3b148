export { editDeclaration } from './edit-declaration.ts';
export { figuresOf, type PhaseFigures } from './figures.ts';
export { judgeFit, settingsOf, type ProcessSettings } from './judge-fit.ts';
export { phaseNames, phasesOf, usualLoad, type ObjectiveLoad, type Phase, type PhaseName } from './phases.ts';
export { propose, rule, type Measurement, type Size } from './propose.ts';
export { readUsage, type Reading } from './reading.ts';
export {
  formatRecord,
  phaseTitles,
  SIZES_COMMENT,
  SIZES_FILE,
  sizesRecord,
  type Answers,
  type RecordedPhase,
  type SizedService,
  type SizesRecord,
} from './record.ts';
export { sizesPage } from './sizes-page.ts';
