import { GrowthProfile } from './profiles';
import { DirectionReport, GrowthCircumstances } from './report';

export function growthDocument(_reports: readonly DirectionReport[], _profiles: readonly GrowthProfile[], _circumstances: GrowthCircumstances): string {
  return '';
}
