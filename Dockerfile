# Every service's image: `npx nx run gateway:image` calls this with the facts of apps/gateway/service.yaml.
# The final stage holds Node, the packages that the service reaches, its models and its code, each in a layer of its
# own in the order of change: docs/explanation/images.md tells why each line is there.

# What executes TensorFlow.js: `wasm` or `native`.
ARG TFJS_BACKEND=wasm

FROM node:24-bookworm-slim AS root-filesystem
COPY tools/build/image/root-filesystem.sh /
RUN sh /root-filesystem.sh /out

FROM scratch AS system
COPY --from=root-filesystem /out /
WORKDIR /app
ENV NODE_ENV=production SSL_CERT_FILE=/etc/ssl/certs/ca-certificates.crt
ENTRYPOINT ["/usr/local/bin/node"]

# The one-shot of compose/services.yaml that makes what is missing of the secrets.
FROM system AS secrets
COPY compose/secrets/make-secrets.mjs /app/
LABEL org.opencontainers.image.title="slipway/secrets" org.opencontainers.image.licenses="Apache-2.0"
ENTRYPOINT ["/usr/local/bin/node", "/app/make-secrets.mjs"]

# Package manifests alone, so that the packages are installed anew only when one of these changes.
FROM node:24-bookworm-slim AS manifests
WORKDIR /src
COPY . .
RUN find . -type f ! -name package.json ! -name package-lock.json ! -name .npmrc -delete && find . -type d -empty -delete

FROM node:24-bookworm-slim AS packages
WORKDIR /src
COPY --from=manifests /src ./
RUN --mount=type=cache,target=/root/.npm npm ci --no-audit --no-fund --loglevel=error

FROM packages AS load-program
COPY tools/build tools/build
COPY libs/service/problem libs/service/problem
COPY tools/load tools/load
RUN node tools/build/bundle.mjs tools/load

# The load generator of compose/load.yaml.
FROM system AS load
COPY --from=load-program /src/tools/load/dist/main.mjs /app/
LABEL org.opencontainers.image.title="slipway/load" org.opencontainers.image.licenses="Apache-2.0"
USER 10098:10098
ENTRYPOINT ["/usr/local/bin/node", "/app/main.mjs"]

FROM packages AS packages-wasm

# Built only with --build-arg TFJS_BACKEND=native: TensorFlow's own library for TensorFlow.js.
FROM packages AS packages-native
RUN apt-get update && apt-get install --yes --no-install-recommends g++ python3-pip unzip && rm -rf /var/lib/apt/lists/*
COPY tools/build/image/tfjs-native /tfjs-native
RUN --mount=type=cache,target=/root/.npm --mount=type=cache,target=/root/.cache/pip sh /tfjs-native/build.sh /src/node_modules

FROM packages-${TFJS_BACKEND} AS assembled
ARG SERVICE
COPY tools/build tools/build
COPY libs libs
COPY apps/${SERVICE} apps/${SERVICE}
ARG SERVICE_UID=10001
RUN node tools/build/image/assemble.mjs "${SERVICE}" /out && sh tools/build/image/finish-tree.sh /out "${SERVICE_UID}"

FROM system AS service
ARG SERVICE
ARG SERVICE_UID=10001
COPY --from=assembled /out/packages /
COPY --from=assembled /out/model[s] /
COPY --from=assembled /out/service /
ARG VERSION=0.0.0
ARG REVISION=unknown
ARG CREATED=1970-01-01T00:00:00Z
ARG DESCRIPTION
ARG MODELS=
LABEL org.opencontainers.image.title="slipway/${SERVICE}" \
      org.opencontainers.image.description="${DESCRIPTION}" \
      org.opencontainers.image.version="${VERSION}" \
      org.opencontainers.image.revision="${REVISION}" \
      org.opencontainers.image.created="${CREATED}" \
      org.opencontainers.image.licenses="Apache-2.0" \
      org.slipway.models="${MODELS}"
USER ${SERVICE_UID}:${SERVICE_UID}
ENV SLIPWAY_HOST=0.0.0.0
HEALTHCHECK --interval=5s --timeout=3s --start-period=30s --retries=3 CMD ["/usr/local/bin/node", "/app/health.mjs"]
CMD ["/app/dist/main.mjs"]
