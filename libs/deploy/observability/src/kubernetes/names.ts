export const PROMETHEUS = 'prometheus';
export const COLLECTOR = 'collector';
/** Port of the collector for OTLP over HTTP. */
export const OTLP_PORT = 4318;

/** The Service without an address whose name stands for every single pod of a service. */
export const podsOf = (service: string): string => `${service}-pods`;
