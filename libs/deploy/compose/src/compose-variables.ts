/**
 * What compose.yaml and the files that it includes read of the environment, and what each is for; their defaults stand
 * there. Images of others (`SLIPWAY_<NAME>_IMAGE`) and ports of consoles are named after their services.
 */
export const composeVariables = {
  SLIPWAY_EDGE_PORT: 'Port of 127.0.0.1 at which the system answers',
  SLIPWAY_ISSUER: 'Public origin, where clients reach the system by another',
  SLIPWAY_REGISTRY: 'Registry and folder of the images',
  SLIPWAY_TAG: 'Tag of the images that are built and run',
  SLIPWAY_IMAGES: 'Compose file with the images of a release; `compose/unpinned.yaml` to build them instead',
  SLIPWAY_REVISION: 'Commit that built images are labelled with',
  SLIPWAY_SECRETS_DIR: 'Folder with secrets that shall be used instead of made ones, a file each',
  SLIPWAY_DATABASE_URL: 'PostgreSQL for the token service instead of a file; the profile `postgres` has one',
  SLIPWAY_OTLP_ENDPOINT: 'Where services send spans; empty: nowhere',
  SLIPWAY_ENGINE_DIR: "The engine's data folder, whose logs the profile `logging` reads",
  SLIPWAY_LOAD_MODEL: 'Model that the profile `load` asks',
  SLIPWAY_LOAD_RATE: 'Requests per second of the profile `load`',
  SLIPWAY_LOAD_SECONDS: 'How long the profile `load` goes on, in seconds',
  SLIPWAY_PROMETHEUS_PORT: 'Port of 127.0.0.1 for Prometheus',
  SLIPWAY_GRAFANA_PORT: 'Port of 127.0.0.1 for Grafana',
  SLIPWAY_JAEGER_PORT: 'Port of 127.0.0.1 for Jaeger',
  SLIPWAY_KIBANA_PORT: 'Port of 127.0.0.1 for Kibana',
  SLIPWAY_EDGE_IMAGE: 'Image of the proxy, HAProxy',
  SLIPWAY_POSTGRES_IMAGE: 'Image of PostgreSQL',
  SLIPWAY_PROMETHEUS_IMAGE: 'Image of Prometheus',
  SLIPWAY_COLLECTOR_IMAGE: 'Image of the OpenTelemetry collector',
  SLIPWAY_JAEGER_IMAGE: 'Image of Jaeger',
  SLIPWAY_GRAFANA_IMAGE: 'Image of Grafana',
  SLIPWAY_ELASTICSEARCH_IMAGE: 'Image of Elasticsearch',
  SLIPWAY_KIBANA_IMAGE: 'Image of Kibana',
} as const;
