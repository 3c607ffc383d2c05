FROM node:24-bookworm-slim AS build
WORKDIR /app
COPY package.json package-lock.json ./
RUN npm ci
COPY . .
RUN npm run build

FROM build AS dev
RUN npm run samples
EXPOSE 8080
USER 1000:1000
CMD ["node", "--watch", "server.js"]

FROM node:24-bookworm-slim AS production
WORKDIR /app
ENV NODE_ENV=production
COPY --from=build /app ./
EXPOSE 8080
USER 1000:1000
CMD ["node", "server.js"]
