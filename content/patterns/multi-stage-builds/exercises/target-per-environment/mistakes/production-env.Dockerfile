FROM node:24-bookworm-slim AS base
WORKDIR /app
COPY package.json package-lock.json ./

FROM base AS build
RUN npm ci
COPY . .
RUN npm run build

FROM base AS production
ENV NODE_ENV=production
RUN npm ci --omit=dev
COPY --from=build /app/dist ./dist
COPY server.js ./
EXPOSE 8080
USER 1000:1000
CMD ["node", "server.js"]

FROM build AS dev
RUN npm run samples
EXPOSE 8080
USER 1000:1000
CMD ["node", "--watch", "server.js"]
